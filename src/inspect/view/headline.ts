import { html, setAttribute, setText } from './dom.ts';
import type { Panel } from './panel.ts';
import type { Timeline } from './timeline.ts';
import { age, bytes, causeWords, countdown, deadlineWords, duration, toneOf, wordOf } from './words.ts';

/** How a connection stands: status, the deadline that runs, and four figures. `noteOf` says what a state of the chart means. */
export function headline(timeline: Timeline, noteOf: (state: string) => string): Panel {
  const word = html('strong', { class: 'word', part: 'status' });
  const note = html('span', { class: 'note' });
  const until = html('span', { class: 'until' });
  const rest = html('strong', { class: 'rest' });
  const bar = html('div', { class: 'bar' });
  const wait = html('div', { class: 'wait' }, until, rest);
  const figures = [
    figure('Round trip', () => {
      const trip = timeline.trips.at(-1)?.record.roundTrip;
      return trip === undefined ? '–' : duration(trip);
    }),
    figure('Attempt', () => String(timeline.latest?.attempt ?? '–')),
    figure('Link', () => String(timeline.latest?.link ?? '–')),
    figure('Waiting', () => bytes(timeline.latest?.bufferedAmount ?? 0)),
  ];
  const cause = html('p', { class: 'cause', hidden: true });
  const element = html(
    'header',
    { class: 'headline' },
    html('span', { class: 'lamp', 'aria-hidden': 'true' }),
    html('p', { class: 'words' }, word, note),
    wait,
    html('dl', { class: 'figures' }, ...figures.map((each) => each.element)),
    cause,
    html('div', { class: 'track', 'aria-hidden': 'true' }, bar),
  );

  return {
    element,
    update(now) {
      const { deadline, latest, lost, statuses } = timeline;
      const status = statuses.current?.status;
      setAttribute(element, 'data-tone', status ? toneOf(status) : 'still');
      setText(word, status ? wordOf(status) : 'Not watched');
      setText(note, status && latest?.state ? noteOf(latest.state) : 'Nobody records this connection now.');
      const left = deadline ? Math.max(0, deadline.due - now) : 0;
      wait.hidden = !deadline;
      if (deadline) {
        setText(until, deadlineWords(deadline.name));
        setText(rest, countdown(left));
      }
      bar.style.transform = `scaleX(${deadline ? Math.min(1, left / Math.max(1, deadline.length)) : 0})`;
      for (const each of figures) each.update();
      cause.hidden = !lost;
      if (lost?.cause) showCause(cause, lost.cause, lost.closeCode, now - lost.time);
    },
  };
}

function figure(name: string, value: () => string) {
  const shown = html('dd');
  return {
    element: html('div', {}, html('dt', {}, name), shown),
    update: () => setText(shown, value()),
  };
}

function showCause(element: HTMLElement, code: string, closeCode: number | undefined, ago: number): void {
  const codes = closeCode === undefined ? code : `${code} · ${closeCode}`;
  const when = `Last loss ${age(ago)} ago `;
  const [first] = element.children;
  if (first && element.dataset.codes === codes) {
    setText(first, when);
    return;
  }
  element.dataset.codes = codes;
  element.replaceChildren(
    html('span', { class: 'soft' }, when),
    `${causeWords(code)} `,
    html('code', {}, codes),
  );
}
