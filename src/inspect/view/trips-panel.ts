import { html, setText, svg } from './dom.ts';
import { onResize } from './on-resize.ts';
import type { Panel } from './panel.ts';
import type { Span } from './status-times.ts';
import type { Mark, Timeline } from './timeline.ts';
import { causeWords, duration, toneOf, wordOf } from './words.ts';

const PACE = 1_000;
const HEIGHT = 150;
const MARGIN = { top: 10, right: 10, bottom: 38, left: 52 };
const BOTTOM = HEIGHT - MARGIN.bottom;
const RIBBON = { top: HEIGHT - 30, height: 9 };
/** Upper ends of the scale, in ms. */
const SCALES = [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000];
const MINUTE = 60_000;
/** How far back the axis goes, in ms: as far as the latest round trips need. */
const SPANS = [1, 2, 3, 5, 10, 15, 30, 60, 120, 240, 720, 1_440].map((minutes) => minutes * MINUTE);
const SHOWN_TRIPS = 60;

/** The round trips over time, where links were lost, and below them the status at each time. */
export function tripsPanel(timeline: Timeline): Panel {
  const summary = html('p', { class: 'summary', id: 'trips-summary' });
  const figure = html('div', { class: 'trips', role: 'img', 'aria-labelledby': 'trips trips-summary' });
  let drawnAt = Number.NEGATIVE_INFINITY;
  let now = 0;

  const draw = (): void => {
    drawnAt = now;
    const width = figure.clientWidth;
    setText(summary, inWords(timeline.trips, timeline.losses.length));
    if (width > 0) figure.replaceChildren(plot(timeline, now, width));
  };
  const unwatch = onResize(figure, draw);
  return {
    element: html(
      'section',
      { class: 'panel', 'aria-labelledby': 'trips' },
      html('div', { class: 'head' }, html('h2', { id: 'trips' }, 'Round trips'), summary),
      figure,
    ),
    update(time, isNews) {
      now = time;
      if (isNews || Math.abs(now - drawnAt) >= PACE) draw();
    },
    end: unwatch,
  };
}

const tripOf = ({ record }: Mark): number => record.roundTrip ?? 0;

function inWords(trips: readonly Mark[], losses: number): string {
  const sorted = trips.map(tripOf).sort((a, b) => a - b);
  const [median, longest] = [sorted[sorted.length >> 1], sorted.at(-1)];
  const lost = losses > 0 ? ` · ${losses} lost` : '';
  if (median === undefined || longest === undefined) return `None yet${lost}`;
  return `median ${duration(median)} · longest ${duration(longest)}${lost}`;
}

/** Where a time and a round trip are in the plot. */
interface Scale {
  readonly now: number;
  /** How far back it goes, in ms, and since when. */
  readonly span: number;
  readonly start: number;
  /** Its upper end, in ms. */
  readonly top: number;
  readonly right: number;
  x(time: number): number;
  y(ms: number): number;
}

function plot(timeline: Timeline, now: number, width: number): SVGElement {
  const scale = scaleOf(timeline.trips, now, width);
  return svg(
    'svg',
    { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}` },
    ...grid(scale),
    ...ribbon(timeline.statuses.spans, scale),
    ...lossMarks(timeline.losses, scale),
    ...tripMarks(timeline.trips, scale),
  );
}

function scaleOf(trips: readonly Mark[], now: number, width: number): Scale {
  const oldest = (trips.at(-SHOWN_TRIPS) ?? trips[0])?.time ?? now;
  const span = SPANS.find((each) => each >= now - oldest) ?? now - oldest;
  const start = now - span;
  const longest = Math.max(0, ...trips.filter(({ time }) => time >= start).map(tripOf));
  const top = SCALES.find((end) => end >= longest * 1.1) ?? longest;
  const right = width - MARGIN.right;
  return {
    ...{ now, span, start, top, right },
    x: (time) => round(Math.max(MARGIN.left, right - ((now - time) / span) * (right - MARGIN.left))),
    y: (ms) => round(BOTTOM - (ms / top) * (BOTTOM - MARGIN.top)),
  };
}

function grid({ span, top, right, y }: Scale): SVGElement[] {
  const words = (x: number, y: number, anchor: string, text: string): SVGElement =>
    svg('text', { class: 'tick', x, y, 'text-anchor': anchor }, text);
  const lines = [0, top / 2, top].flatMap((ms) => [
    svg('line', { class: 'grid', x1: MARGIN.left, x2: right, y1: y(ms), y2: y(ms) }),
    words(MARGIN.left - 8, y(ms) + 4, 'end', scaleWords(ms)),
  ]);
  const [left, foot] = [MARGIN.left, HEIGHT - 5];
  return [...lines, words(left, foot, 'start', `${spanWords(span)} ago`), words(right, foot, 'end', 'now')];
}

/** The status at each time. */
function ribbon(spans: readonly Span[], { now, start, x }: Scale): SVGElement[] {
  return spans
    .filter(({ to = now }) => to > start)
    .map(({ status, from, to = now }) => {
      const width = round(Math.max(1, x(to) - x(from)));
      const { top: y, height } = RIBBON;
      const title = svg('title', {}, `${wordOf(status)}: ${duration(to - from)}`);
      return svg('rect', { class: 'span', 'data-tone': toneOf(status), x: x(from), y, width, height }, title);
    });
}

/** A line with a cross where a link was lost. */
function lossMarks(losses: readonly Mark[], { start, x }: Scale): SVGElement[] {
  return losses
    .filter(({ time }) => time > start)
    .map(({ time, record: { cause = '' } }) =>
      svg(
        'g',
        { class: 'loss' },
        svg('title', {}, causeWords(cause)),
        svg('line', { x1: x(time), x2: x(time), y1: MARGIN.top, y2: RIBBON.top }),
        svg('path', { d: `M${x(time) - 4} ${MARGIN.top - 4}l8 8m-8 0l8 -8` }),
      ),
    );
}

/** A dot for each round trip, those of one link joined. */
function tripMarks(trips: readonly Mark[], { start, x, y }: Scale): SVGElement[] {
  const seen = trips.filter(({ time }) => time >= start);
  const links = [...new Set(seen.map(({ record }) => record.link))].map((link) => {
    const ofLink = seen.filter(({ record }) => record.link === link);
    const points = ofLink.map((mark) => `${x(mark.time)},${y(tripOf(mark))}`).join(' ');
    return svg('polyline', { class: 'trip', points });
  });
  const dots = seen.map((mark) => {
    const title = svg('title', {}, duration(tripOf(mark)));
    return svg('circle', { class: 'dot', cx: x(mark.time), cy: y(tripOf(mark)), r: 2.5 }, title);
  });
  return [...links, ...dots];
}

const round = (value: number): number => Math.round(value * 10) / 10;

const scaleWords = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`);

const spanWords = (ms: number): string =>
  ms < 60 * MINUTE ? `${Math.round(ms / MINUTE)} min` : `${Math.round(ms / MINUTE / 60)} h`;
