// @ts-check
import { kinds } from './support/payloads.js';

/**
 * @typedef {import('./sections/cpu.js').CpuRow} CpuRow
 * @typedef {import('./sections/heap.js').HeapRow} HeapRow
 * @typedef {import('./sections/frozen.js').FrozenRow} FrozenRow
 * @typedef {import('./sections/size.js').SizeRow} SizeRow
 * @typedef {{ readonly frozen: { readonly limit: number } }} Plan
 * @typedef {{
 *   readonly quick: boolean,
 *   readonly startedAt: string,
 *   readonly machine: ReturnType<typeof import('./support/machine.js').machine>,
 *   readonly versions: Readonly<Record<string, string>>,
 *   readonly plan: Plan,
 *   readonly size: readonly SizeRow[],
 *   readonly frozen: readonly FrozenRow[],
 *   readonly heap: readonly HeapRow[],
 *   readonly inbound: Readonly<Record<import('./support/payloads.js').Kind, readonly CpuRow[]>>,
 *   readonly echo: readonly CpuRow[],
 *   readonly pomelo: readonly import('./sections/pomelo.js').PomeloRow[],
 *   readonly inspect: readonly import('./sections/inspect.js').InspectRow[],
 * }} Results
 */

const clients = ['ws', 'heartwire', 'reconnecting-websocket', 'partysocket', 'socket.io-client'];

const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1_000).toFixed(1)} kB`;
const byteCount = (/** @type {number} */ bytes) =>
  bytes < 1_000 ? `${bytes.toFixed(0)} B` : kilobytes(bytes);

/** @param {readonly (readonly string[])[]} rows the first is the head */
export function markdown([head = [], ...rows]) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/**
 * @param {string} title
 * @param {(client: string) => string | undefined} cell
 */
const row = (title, cell) => [title, ...clients.map((client) => cell(client) ?? '–')];

/** @param {readonly CpuRow[]} rows */
const cpu = (rows) => (/** @type {string} */ name) => {
  const found = rows.find(({ client }) => client === name);
  if (!found) return undefined;
  const micros = `${found.micros.median.toFixed(2)} µs`;
  if (name === 'ws') return micros;
  const { median, min, max } = found.ratio;
  return `${median.toFixed(2)} × (${min.toFixed(2)}–${max.toFixed(2)}), ${micros}`;
};

/** @param {readonly HeapRow[]} rows */
const heap = (rows) => (/** @type {string} */ name) => {
  const found = rows.find(({ client }) => client === name);
  return found && (name === 'ws' ? kilobytes(found.bytes) : `+ ${kilobytes(found.overBare)}`);
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

/**
 * @param {readonly SizeRow[]} rows
 * @param {'createConnection' | 'everything'} what
 */
const size = (rows, what) => (/** @type {string} */ name) => {
  const found = rows.find((found) => found.name === (name === 'heartwire' ? `heartwire: ${what}` : name));
  if (!found || (what === 'everything' && name !== 'heartwire')) return undefined;
  const { bytes, own } = found;
  return own === undefined
    ? kilobytes(bytes)
    : `${kilobytes(bytes)}: own ${kilobytes(own)}, xstate ${kilobytes(bytes - own)}`;
};

/** One table of all clients, in Markdown. @param {Results} results */
export function table(results) {
  const { inbound, echo, size: sizes, machine, versions, quick } = results;
  const heaps = results.heap;
  const head = clients.map((name) => (versions[name] ? `${name} ${versions[name]}` : name));
  const rows = [
    ['', ...head],
    ...Object.entries(inbound).map(([kind, rows]) =>
      row(`CPU per inbound message, ${kinds[/** @type {keyof typeof kinds} */ (kind)].label}`, cpu(rows)),
    ),
    row('CPU per echoed message, 64 B text', cpu(echo)),
    row('Heap per idle connection', heap(heaps)),
    row('… with text()', (name) => (name === 'heartwire' ? heap(heaps)('heartwire with text()') : undefined)),
    row('Last frame heard to lost, frozen link', frozen(results)),
    row('Browser entry, min+gzip', size(sizes, 'createConnection')),
    row('… everything exported', size(sizes, 'everything')),
  ];
  const note = `${machine.cores} × ${machine.cpu}, Node ${machine.node}, load ${machine.load?.toFixed(1)}${quick ? '; a quick run' : ''}.`;
  return `${note} Ratios are by bare ws, round by round: median (least–most); kB = 1,000 bytes.\n\n${markdown(rows)}`;
}

/** What a run must show, and whether it does, in Markdown. @param {readonly import('./targets.js').Judgement[]} judgements */
export function verdicts(judgements) {
  const shown = (/** @type {number | undefined} */ value, /** @type {string} */ unit) => {
    if (value === undefined) return 'not measured';
    if (unit === 'B') return byteCount(value);
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
