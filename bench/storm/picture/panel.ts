import { type Course, DRAWN } from '../measure.ts';
import { million } from '../scenarios.ts';

export const PANEL = { width: 322, height: 178 };
const PLOT = { left: 36, right: 270, top: 46, bottom: 150 };

/** Attempts per second, least and most drawn, on a logarithmic scale. */
const RANGE = [1_000, 10_000_000] as const;

const round = (value: number) => String(Math.round(value * 10) / 10);

const x = (second: number) => PLOT.left + (second / DRAWN) * (PLOT.right - PLOT.left);
const yOfShare = (share: number) => PLOT.bottom - share * (PLOT.bottom - PLOT.top);
const yOfAttempts = (count: number) => {
  const [least, most] = RANGE;
  const share = Math.log(Math.max(count, least) / least) / Math.log(most / least);
  return yOfShare(share);
};

/** The most of each stretch of two seconds, so that a lump that lasts one is not lost. */
function area(attempts: readonly number[]): string {
  const step = 2;
  const points = Array.from({ length: Math.ceil(attempts.length / step) }, (_, index) => {
    const most = Math.max(...attempts.slice(index * step, (index + 1) * step));
    return `${round(x(index * step))},${round(yOfAttempts(most))}H${round(x((index + 1) * step))}`;
  });
  return `M${round(x(0))},${PLOT.bottom}L${points.join('V').replaceAll(/V[\d.]+,/g, 'V')}V${PLOT.bottom}Z`;
}

function line(shares: readonly number[]): string {
  const step = 4;
  const points = shares.flatMap((share, second) =>
    second % step === 0 ? `${round(x(second))},${round(yOfShare(share))}` : [],
  );
  return `M${points.join('L')}`;
}

const text = (at: readonly [number, number], kind: string, words: string, anchor = 'start') =>
  `<text x="${round(at[0])}" y="${round(at[1])}" class="${kind}" text-anchor="${anchor}">${words}</text>`;

const percent = (share: number) => {
  const digits = share < 0.0995 ? 1 : 0;
  return `${(share * 100).toFixed(digits)} %`;
};

/** What became of a fleet, in one line. */
export function fate({ figures }: Course): string {
  const { most, back, gaveUp, peak100ms } = figures;
  const peak = `peak ${percent(peak100ms)} in 100 ms`;
  if (most !== undefined) return `99 % back after ${Math.round(most)} s; ${peak}`;
  if (gaveUp > 0.005) return `${gaveUp > 0.995 ? 'nearly all' : percent(gaveUp)} gave up; ${peak}`;
  return `stays down, ${percent(back)} back; ${peak}`;
}

/** A fleet's attempts as an area, and its way back as a line, beside the fastest way that there is. */
export function panel(course: Course): string {
  const [from, to] = [million.down / 1_000, million.down / 1_000 + million.clients / million.acceptRate];
  const axis = [0, 60, 120, 180, 240, 300, 360, 420].map((second) =>
    text([x(second), PLOT.bottom + 15], 'tick', `${second}`, 'middle'),
  );
  const shares = [0, 0.5, 1].map((share) =>
    text([PLOT.right + 5, yOfShare(share) + 4], 'tick back', `${share * 100} %`),
  );
  const counts = [
    [1_000, '1 k'],
    [100_000, '100 k'],
    [10_000_000, '10 M'],
  ] as const;
  const attempts = counts.map(([count, words]) =>
    text([PLOT.left - 5, yOfAttempts(count) + 4], 'tick attempts', words, 'end'),
  );
  return [
    text([PLOT.left, 18], 'name', course.name),
    text([PLOT.left, 35], course.figures.most === undefined ? 'fate bad' : 'fate', fate(course)),
    `<rect x="${x(0)}" y="${PLOT.top}" width="${round(x(from) - x(0))}" height="${PLOT.bottom - PLOT.top}" class="down"/>`,
    `<path d="${area(course.attempts)}" class="area"/>`,
    `<path d="M${round(x(from))},${PLOT.bottom}L${round(x(to))},${PLOT.top}" class="fastest"/>`,
    `<path d="${line(course.back)}" class="line"/>`,
    `<path d="M${PLOT.left},${PLOT.bottom}H${PLOT.right}" class="base"/>`,
    ...axis,
    ...shares,
    ...attempts,
  ].join('\n');
}
