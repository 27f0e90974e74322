// @ts-check
import { kinds } from './support/payloads.js';

/**
 * @typedef {import('./sections/cpu.js').CpuRow} CpuRow
 * @typedef {import('./sections/chart.js').Row} ChartRow
 * @typedef {import('./sections/heap.js').HeapRow} HeapRow
 * @typedef {import('./sections/frozen.js').FrozenRow} FrozenRow
 * @typedef {import('./sections/size.js').SizeRow} SizeRow
 * @typedef {{ readonly frozen: { readonly limit: number }, readonly chart: { readonly connections: number } }} Plan
 * @typedef {{
 *   readonly quick: boolean,
 *   readonly startedAt: string,
 *   readonly machine: ReturnType<typeof import('./support/machine.js').machine>,
 *   readonly versions: Readonly<Record<string, string>>,
 *   readonly plan: Plan,
 *   readonly size: readonly SizeRow[],
 *   readonly frozen: readonly FrozenRow[],
 *   readonly chart: import('./sections/chart.js').ChartRows,
 *   readonly heap: readonly HeapRow[],
 *   readonly inbound: Readonly<Record<import('./support/payloads.js').Kind, readonly CpuRow[]>>,
 *   readonly echo: readonly CpuRow[],
 *   readonly pomelo: readonly import('./sections/pomelo.js').PomeloRow[],
 *   readonly inspect: readonly import('./sections/inspect.js').InspectRow[],
 * }} Results
 */

const peers = ['reconnecting-websocket', 'partysocket', 'socket.io-client'];
const clients = ['ws', 'heartwire', ...peers];
const ways = ['heartwire', 'heartwire/lite', 'machine', ...peers];

const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1_000).toFixed(1)} kB`;
const byteCount = (/** @type {number} */ bytes) =>
  bytes < 1_000 ? `${bytes.toFixed(0)} B` : kilobytes(bytes);

/** @param {readonly (readonly string[])[]} rows the first is the head */
export function markdown([head = [], ...rows]) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/**
 * @param {readonly string[]} columns
 * @returns {(title: string, cell: (client: string) => string | undefined) => readonly string[]}
 */
const rowsOf = (columns) => (title, cell) => [title, ...columns.map((client) => cell(client) ?? '–')];

/** @param {readonly CpuRow[]} rows */
const cpu = (rows) => (/** @type {string} */ name) => {
  const found = rows.find(({ client }) => client === name);
  if (!found) return undefined;
  const micros = `${found.micros.median.toFixed(2)} µs`;
  if (name === 'ws') return micros;
  const { median, min, max } = found.ratio;
  return `${median.toFixed(2)} × (${min.toFixed(2)}–${max.toFixed(2)}), ${micros}`;
};

/**
 * @param {readonly ChartRow[]} rows
 * @param {(value: number) => string} show
 */
const byMachine = (rows, show) => (/** @type {string} */ name) => {
  const found = rows.find(({ client }) => client === name);
  if (!found) return undefined;
  const { value, ratio } = found;
  const times = `${ratio.median.toFixed(2)} × (${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)}), `;
  return `${name === 'machine' ? '' : times}${show(value.median)}`;
};
const micros = (/** @type {number} */ value) => `${value.toFixed(2)} µs`;
const millis = (/** @type {number} */ value) => `${value.toFixed(0)} ms`;

/** @param {readonly HeapRow[]} rows */
const heap = (rows) => (/** @type {string} */ name) => {
  const found = rows.find(({ client }) => client === name);
  return found && kilobytes(found.overBare);
};

/** @param {Results} results */
const frozen =
  ({ frozen: rows, plan }) =>
  (/** @type {string} */ name) =>
    rows
      .filter(({ client }) => client === name || client.startsWith(`${name} (`))
      .map(({ client, runs, noticed, time }) => {
        const beat = client.slice(name.length + 1);
        const what = time
          ? `${time.median.toFixed(0)} ms (${time.min.toFixed(0)}–${time.max.toFixed(0)})`
          : `> ${plan.frozen.limit / 1_000} s (not noticed)`;
        return [what, noticed > 0 && noticed < runs && `in ${noticed} of ${runs} runs`, beat]
          .filter(Boolean)
          .join(' ');
      })
      .join('; ');

/** @param {readonly SizeRow[]} rows */
const size = (rows) => (/** @type {string} */ name) => {
  const found = rows.find((row) => row.name === name || row.name === `${name}: createConnection`);
  if (!found) return undefined;
  const { bytes, own } = found;
  return own === undefined
    ? kilobytes(bytes)
    : `${kilobytes(bytes)}: own ${kilobytes(own)}, xstate ${kilobytes(bytes - own)}`;
};

/** All clients, in Markdown: what a message and a dead link cost, then what a connection does. @param {Results} results */
export function tables(results) {
  const { machine, quick } = results;
  const note = `${machine.cores} × ${machine.cpu}, Node ${machine.node}, load ${machine.load?.toFixed(1)}${quick ? '; a quick run' : ''}.`;
  return [
    `${note} Ratios are by bare ws, round by round: median (least–most); kB = 1,000 bytes.`,
    messageTable(results),
    'The three ways to run the chart, and clients without one. Ratios are by the XState machine, round by round.',
    connectionTable(results),
  ].join('\n\n');
}

/** @param {Results} results */
function messageTable(results) {
  const { inbound, echo, versions } = results;
  const row = rowsOf(clients);
  return markdown([
    ['', ...clients.map((name) => (versions[name] ? `${name} ${versions[name]}` : name))],
    ...Object.entries(inbound).map(([kind, rows]) =>
      row(`CPU per inbound message, ${kinds[/** @type {keyof typeof kinds} */ (kind)].label}`, cpu(rows)),
    ),
    row('CPU per echoed message, 64 B text', cpu(echo)),
    row('Last frame heard to lost, frozen link', frozen(results)),
  ]);
}

/** @param {Results} results */
function connectionTable({ chart, heap: heaps, size: sizes, plan, versions }) {
  const row = rowsOf(ways);
  const bare = kilobytes(heaps.find(({ client }) => client === 'ws')?.bytes ?? 0);
  const started = plan.chart.connections.toLocaleString('en');
  const heads = ways.map((name) => (name === 'machine' ? `XState ${versions.xstate} machine` : name));
  return markdown([
    ['', ...heads],
    row('CPU per event, the chart alone', byMachine(chart.event.chart, micros)),
    row('… a whole connection', byMachine(chart.event.connection, micros)),
    row(`CPU to start ${started} connections, the charts alone`, byMachine(chart.start.chart, millis)),
    row('… whole connections', byMachine(chart.start.connection, millis)),
    row(`Heap per idle connection, over the ${bare} of bare ws`, heap(heaps)),
    row('… with text()', (name) => (name === 'heartwire' ? heap(heaps)('heartwire with text()') : undefined)),
    row('Browser entry, min+gzip', size(sizes)),
  ]);
}

/** What a run must show, and whether it does, in Markdown. @param {readonly import('./targets.js').Judgement[]} judgements */
export function verdicts(judgements) {
  const shown = (/** @type {number | undefined} */ value, /** @type {string} */ unit) => {
    if (value === undefined) return 'not measured';
    if (unit === 'B') return byteCount(value);
    if (unit === 'µs') return micros(value);
    if (unit !== '×') return `${value.toFixed(0)} ${unit}`;
    return `${value < 1 ? value.toPrecision(2) : value.toFixed(2)} ×`;
  };
  return markdown([
    ['Target', 'At most', 'Measured', 'Met'],
    ...judgements.map(({ name, limit, unit, value, isMet }) => [
      name,
      shown(limit, unit),
      shown(value, unit),
      isMet ? 'yes' : '**no**',
    ]),
  ]);
}
