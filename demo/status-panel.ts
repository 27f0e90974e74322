import type { Status } from 'heartwire';
import type { DemoConnection } from './connection.ts';
import { byId, duration, element, setText } from './dom.ts';
import { codesOf, inPlainWords, STATES } from './words.ts';

/** A ping answered sooner than this is not worth a word; ms. */
const NOTICEABLE = 150;
const TICK = 100;

/** Shows status, attempt, countdown, last cause and round trip, and keeps them true. */
export function statusPanel(connection: DemoConnection): void {
  const marks = new Map(Object.keys(STATES).map((name) => [name, element('li', 'state', name)]));
  byId('strip').append(...marks.values());
  let shown: Status = connection.status;
  let announced: Status | undefined;
  let since = 0;
  let planned = { at: 0, span: 1 };

  const show = (status: Status): void => {
    shown = status;
    byId('status').dataset.status = status;
    setText(byId('status-word'), STATES[status].word);
    setText(byId('status-note'), STATES[status].note);
    for (const [name, mark] of marks) {
      if (name === status) mark.setAttribute('aria-current', 'true');
      else mark.removeAttribute('aria-current');
    }
    announce(status);
  };
  /** Beats are not news: a screen reader is told of changes that last. */
  const announce = (status: Status): void => {
    if (status === 'awaiting-pong' || status === announced) return;
    announced = status;
    setText(byId('announcer'), `${STATES[status].word}. ${STATES[status].note}`);
  };
  const countdown = (at: number | undefined): void => {
    const rest = at === undefined ? 0 : Math.max(0, at - Date.now());
    if (at !== undefined && at !== planned.at) planned = { at, span: Math.max(1, rest) };
    setText(byId('countdown'), at === undefined ? '–' : `${(rest / 1_000).toFixed(1)} s`);
    byId('wait-bar').style.transform = `scaleX(${rest / planned.span})`;
  };
  const tick = (): void => {
    const { status, attempt, latency, cause, nextAttemptAt } = connection;
    const isPassing = status === 'awaiting-pong' && Date.now() - since < NOTICEABLE;
    if (status !== shown && !isPassing) show(status);
    setText(byId('attempt'), String(attempt));
    setText(byId('latency'), latency === undefined ? '–' : duration(latency));
    setText(byId('cause'), cause ? inPlainWords(cause) : 'None yet.');
    setText(byId('cause-code'), cause ? codesOf(cause) : '');
    countdown(nextAttemptAt);
  };

  connection.on('status', () => {
    since = Date.now();
    tick();
  });
  show(shown);
  tick();
  setInterval(tick, TICK);
}
