// @ts-check
import { markdown } from '../report.js';

/**
 * @typedef {import('./sections/connections.js').ConnectionRow} ConnectionRow
 * @typedef {import('./sections/timers.js').TimerRow} TimerRow
 * @typedef {import('../support/stats.js').Spread} Spread
 * @typedef {{
 *   readonly quick: boolean,
 *   readonly startedAt: string,
 *   readonly machine: ReturnType<typeof import('../support/machine.js').machine>,
 *   readonly versions: Readonly<Record<string, string>>,
 *   readonly plan: { readonly connections: import('./sections/connections.js').ConnectionPlan },
 *   readonly connections: readonly ConnectionRow[],
 *   readonly timers: readonly TimerRow[],
 * }} ServerResults
 */

/** @type {(digits: number, unit: string) => (value: number) => string} */
const unit = (digits, name) => (value) => `${value.toFixed(digits)} ${name}`;

const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1_000).toFixed(2)} kB`;
const whole = (/** @type {number} */ value) => value.toLocaleString('en', { maximumFractionDigits: 0 });

/** @param {ServerResults} results */
function connectionTable({ connections, versions }) {
  /**
   * @param {string} title
   * @param {import('./sections/connections.js').Figure} figure
   * @param {(value: number) => string} shown
   * @param {string} [base] the server whose ratio says nothing
   */
  const row = (title, figure, shown, base) => [
    title,
    ...connections.map(({ server, values, ratio }) => {
      const value = shown(values[figure].median);
      if (base === undefined || server === base) return value;
      const { median, min, max } = ratio[figure];
      return `${median.toFixed(2)} × (${min.toFixed(2)}–${max.toFixed(2)}), ${value}`;
    }),
  ];
  return markdown([
    ['', ...connections.map(({ server }) => (versions[server] ? `${server} ${versions[server]}` : server))],
    row('Heap per connection', 'heap', kilobytes, 'ws'),
    row('RSS per connection', 'rss', kilobytes, 'ws'),
    row('CPU per accept', 'accept', unit(0, 'µs'), 'ws'),
    row('CPU per second, all at rest', 'cpu', unit(1, 'ms')),
    row('Longest delay of the event loop', 'longestDelay', unit(1, 'ms'), 'isAlive sweep'),
    row('… of it CPU time', 'longestTurn', unit(1, 'ms'), 'isAlive sweep'),
    row('p99 of an echo meanwhile', 'p99', unit(1, 'ms'), 'isAlive sweep'),
    row('Beats heard per second', 'beats', whole),
  ]);
}

/** @param {readonly TimerRow[]} rows of one number of peers */
function timerRows(rows) {
  const peers = whole(rows[0]?.peers ?? 0);
  /** @type {(title: string, cell: (row: TimerRow) => string) => string[]} */
  const row = (title, cell) => [`${peers}: ${title}`, ...rows.map(cell)];
  /** @type {(cpu: Spread, expiries: Spread, delay: Spread) => string} */
  const passing = (cpu, expiries, delay) =>
    `${cpu.median.toFixed(0)} ms for ${whole(expiries.median)}, loop held up to ${delay.median.toFixed(0)} ms`;
  return [
    row('memory per peer', ({ values }) => `${values.bytes.median.toFixed(0)} B`),
    row(
      'CPU per inbound frame',
      ({ values, frameRatio: { median, min, max } }) =>
        `${values.frame.median.toFixed(0)} ns, ${median.toPrecision(2)} × (${min.toPrecision(2)}–${max.toPrecision(2)})`,
    ),
    row('CPU per second of deadlines, peers that talk', ({ values }) =>
      passing(values.talking, values.talkingExpiries, values.talkingDelay),
    ),
    row('CPU per second of deadlines, peers that are pinged and answer', ({ values }) =>
      passing(values.quiet, values.quietExpiries, values.quietDelay),
    ),
  ];
}

/** @param {ServerResults} results */
function timerTable({ timers }) {
  const sizes = [...new Set(timers.map(({ peers }) => peers))];
  const ofSize = (/** @type {number} */ size) => timers.filter(({ peers }) => peers === size);
  return markdown([
    ['', ...ofSize(sizes[0] ?? 0).map(({ keeper }) => keeper)],
    ...sizes.flatMap((size) => timerRows(ofSize(size))),
  ]);
}

/** Both tables, in Markdown. @param {ServerResults} results */
export function serverTables(results) {
  const { machine, quick, plan } = results;
  const { connections, heartbeat } = plan.connections;
  const note = `${machine.cores} × ${machine.cpu}, Node ${machine.node}, load ${machine.load?.toFixed(1)}${quick ? '; a quick run' : ''}.`;
  const what = `${whole(connections)} connections, a beat every ${heartbeat / 1_000} s. Ratios are round by round: median (least–most); kB = 1,000 bytes.`;
  return `${note} ${what}\n\n${connectionTable(results)}\n\n${timerTable(results)}`;
}
