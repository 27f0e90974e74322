import type { DemoConnection } from './connection.ts';
import { byId, duration, setText } from './dom.ts';
import { inPlainWords } from './words.ts';

/** How far back the time axis goes, in ms: 60 pings of a quiet link. */
const SPAN = 120_000;
const HEIGHT = 168;
const MARGIN = { top: 10, right: 12, bottom: 22, left: 54 };
/** Upper ends of the scale of round trips, in ms. */
const SCALES = [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];

interface Trip {
  readonly at: number;
  readonly latency: number;
  /** Round trips of one link are joined by a line. */
  readonly link: number;
}

/** A time without a link. */
interface Gap {
  readonly from: number;
  /** Why the link was lost; absent where it was closed on purpose. */
  readonly why?: string;
  to?: number;
}

/** Draws the round trips of the last two minutes, and where links were lost. */
export function roundTripChart(connection: DemoConnection): void {
  let trips: Trip[] = [];
  let gaps: Gap[] = [];
  let link = 0;

  const draw = (): void => {
    const now = Date.now();
    trips = trips.filter(({ at }) => at > now - SPAN);
    gaps = gaps.filter(({ to = now }) => to > now - SPAN);
    const width = byId('chart').clientWidth;
    if (width > 0) byId('chart').innerHTML = picture(trips, gaps, now, width);
    const losses = gaps.filter(({ why, from }) => why && from > now - SPAN).length;
    setText(byId('chart-summary'), summary(trips, losses));
  };
  connection.on('open', (opened) => {
    link = opened.link;
    const last = gaps.at(-1);
    if (last) last.to ??= Date.now();
    draw();
  });
  connection.on('pong', ({ latency }) => {
    trips.push({ at: Date.now(), latency, link });
    draw();
  });
  connection.on('lost', ({ cause, wasOpen }) => {
    if (wasOpen) gaps.push({ from: Date.now(), why: inPlainWords(cause) });
    draw();
  });
  connection.on('status', ({ status }) => {
    if (status === 'closing') gaps.push({ from: Date.now() });
  });
  new ResizeObserver(draw).observe(byId('chart'));
  setInterval(draw, 1_000);
}

function summary(trips: readonly Trip[], losses: number): string {
  const sorted = trips.map(({ latency }) => latency).sort((a, b) => a - b);
  const [last, median, longest] = [trips.at(-1)?.latency, sorted[sorted.length >> 1], sorted.at(-1)];
  if (last === undefined || median === undefined || longest === undefined) return 'None yet';
  const lost = losses > 0 ? ` · ${losses} lost` : '';
  return `median ${duration(median)} · longest ${duration(longest)}${lost}`;
}

function picture(trips: readonly Trip[], gaps: readonly Gap[], now: number, width: number): string {
  const longest = Math.max(0, ...trips.map(({ latency }) => latency));
  const top = SCALES.find((scale) => scale >= longest * 1.1) ?? longest;
  const right = width - MARGIN.right;
  const bottom = HEIGHT - MARGIN.bottom;
  const x = (at: number) =>
    Math.max(MARGIN.left, right - ((now - at) / SPAN) * (right - MARGIN.left)).toFixed(1);
  const y = (ms: number) => (bottom - (ms / top) * (bottom - MARGIN.top)).toFixed(1);

  const grid = [0, top / 2, top].map(
    (ms) =>
      `<line class="grid" x1="${MARGIN.left}" x2="${right}" y1="${y(ms)}" y2="${y(ms)}"/>` +
      `<text class="tick" x="${MARGIN.left - 8}" y="${y(ms)}" dy="0.32em" text-anchor="end">${ms} ms</text>`,
  );
  const times = [
    [SPAN, 'start', '2 min ago'],
    [SPAN / 2, 'middle', '1 min ago'],
    [0, 'end', 'now'],
  ].map(
    ([ago, anchor, label]) =>
      `<text class="tick" x="${x(now - Number(ago))}" y="${HEIGHT - 4}" text-anchor="${anchor}">${label}</text>`,
  );
  const downs = gaps.map(({ from, to = now, why }) => {
    const left = x(from);
    const isMarked = why !== undefined && from > now - SPAN;
    return (
      `<g><title>${why ?? 'Closed on purpose.'}</title><rect class="down" x="${left}" y="${MARGIN.top}" ` +
      `width="${(Number(x(to)) - Number(left)).toFixed(1)}" height="${bottom - MARGIN.top}"/>` +
      (isMarked ? lossMark(left, bottom) : '') +
      '</g>'
    );
  });
  const links = [...new Set(trips.map(({ link }) => link))].map((link) => {
    const points = trips.filter((trip) => trip.link === link);
    return `<polyline class="trip" points="${points.map(({ at, latency }) => `${x(at)},${y(latency)}`).join(' ')}"/>`;
  });
  const dots = trips.map(
    ({ at, latency }) =>
      `<circle class="dot" cx="${x(at)}" cy="${y(latency)}" r="2.5"><title>${duration(latency)}</title></circle>`,
  );
  const parts = [...grid, ...times, ...downs, ...links, ...dots].join('');
  return `<svg width="${width}" height="${HEIGHT}" aria-hidden="true">${parts}</svg>`;
}

/** A line where a link was lost, with a cross on the time axis. */
function lossMark(x: string, bottom: number): string {
  const left = Number(x);
  return (
    `<line class="loss" x1="${x}" x2="${x}" y1="${MARGIN.top}" y2="${bottom}"/>` +
    `<path class="loss" d="M${left - 4} ${bottom - 4}l8 8m-8 0l8 -8"/>`
  );
}
