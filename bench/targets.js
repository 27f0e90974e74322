// @ts-check

/**
 * @typedef {import('./report.js').Results} Results
 * @typedef {import('./server/report.js').ServerResults} ServerResults
 * @typedef {{ readonly name: string, readonly limit: number, readonly unit: '×' | 'B' | 'µs' | 'ms' | 'ms/s' }} Limit
 * @typedef {Limit & { readonly value: number | undefined, readonly isMet: boolean }} Judgement
 */

/**
 * @template Results
 * @typedef {Limit & { measured(results: Results): number | undefined }} Target
 */

/** @param {readonly import('./sections/cpu.js').CpuRow[]} rows */
const ratio = (rows) => heartwire(rows)?.ratio.median;

/**
 * @template {{ readonly client: string }} Row
 * @param {readonly Row[] | undefined} rows
 */
const heartwire = (rows) => rows?.find(({ client }) => client === 'heartwire');

/**
 * @param {readonly import('./sections/size.js').SizeRow[]} rows
 * @param {string} set
 */
const bytesOf = (rows, set) => rows.find(({ name }) => name === set)?.bytes;

/** What a run must show: at most `limit`. Of repeated measurements, the median. @type {readonly Target<Results>[]} */
export const targets = [
  {
    name: 'CPU per inbound message, 64 B text, by bare ws',
    limit: 1.2,
    unit: '×',
    measured: ({ inbound }) => ratio(inbound.text64),
  },
  {
    name: 'CPU per inbound message, 64 B binary, by bare ws',
    limit: 1.2,
    unit: '×',
    measured: ({ inbound }) => ratio(inbound.binary64),
  },
  {
    name: 'CPU per inbound message, 1 KiB binary, by bare ws',
    limit: 1.2,
    unit: '×',
    measured: ({ inbound }) => ratio(inbound.binary1k),
  },
  { name: 'CPU per echoed message, by bare ws', limit: 1.1, unit: '×', measured: ({ echo }) => ratio(echo) },
  {
    name: 'Pomelo codec, decode, by pomelo-protocol',
    limit: 0.5,
    unit: '×',
    measured: ({ pomelo }) => pomelo?.find(({ way }) => way === 'decode')?.ratio.median,
  },
  {
    name: 'Pomelo codec, encode, by pomelo-protocol',
    limit: 0.5,
    unit: '×',
    measured: ({ pomelo }) => pomelo?.find(({ way }) => way === 'encode')?.ratio.median,
  },
  {
    name: 'CPU per inbound message with a recorder, by without',
    limit: 1.03,
    unit: '×',
    measured: ({ inspect }) => inspect?.find(({ way }) => way === 'inbound')?.on.median,
  },
  {
    name: 'CPU per echoed message with a recorder, by without',
    limit: 1.03,
    unit: '×',
    measured: ({ inspect }) => inspect?.find(({ way }) => way === 'echo')?.on.median,
  },
  {
    name: 'Heap per idle connection over bare ws',
    limit: 6_000,
    unit: 'B',
    measured: ({ heap }) => heartwire(heap)?.overBare,
  },
  {
    name: 'Frozen link to lost, 200 ms + 100 ms',
    // The bound, and a tick of a busy machine.
    limit: 350,
    unit: 'ms',
    measured: ({ frozen }) => frozen.find(({ client }) => client === 'heartwire (200 + 100)')?.time?.median,
  },
  {
    name: 'CPU per event, the chart alone',
    limit: 1,
    unit: 'µs',
    measured: ({ chart }) => heartwire(chart?.event.chart)?.value.median,
  },
  {
    name: 'CPU to start 1,000 whole connections, by the XState machine',
    limit: 0.25,
    unit: '×',
    measured: ({ chart }) => heartwire(chart?.start.connection)?.ratio.median,
  },
  {
    name: 'heartwire, createConnection, min+gzip',
    limit: 10_500,
    unit: 'B',
    measured: ({ size }) => bytesOf(size, 'heartwire: createConnection'),
  },
  {
    name: 'heartwire/lite, createConnection, min+gzip',
    limit: 6_000,
    unit: 'B',
    measured: ({ size }) => bytesOf(size, 'heartwire/lite: createConnection'),
  },
  {
    name: 'heartwire/lite, everything, min+gzip',
    limit: 7_000,
    unit: 'B',
    measured: ({ size }) => bytesOf(size, 'heartwire/lite: everything'),
  },
];

/** @param {ServerResults} results */
const ours = ({ connections }) => connections.find(({ server }) => server === 'heartwire')?.ratio;

/**
 * @param {ServerResults} results
 * @param {number} count
 */
const logical = ({ timers }, count) =>
  timers.find(({ keeper, peers }) => keeper === 'heartwire' && peers === count);

/** What a run of the server must show. @type {readonly Target<ServerResults>[]} */
export const serverTargets = [
  {
    name: 'Heap per connection, by bare ws',
    limit: 1.4,
    unit: '×',
    measured: (results) => ours(results)?.heap.median,
  },
  {
    name: 'CPU per accept, by bare ws',
    limit: 1.25,
    unit: '×',
    measured: (results) => ours(results)?.accept.median,
  },
  {
    name: 'Longest delay of the event loop, by the isAlive sweep',
    limit: 0.3,
    unit: '×',
    measured: (results) => ours(results)?.longestDelay.median,
  },
  {
    name: 'p99 of an echo, by the isAlive sweep',
    limit: 0.15,
    unit: '×',
    measured: (results) => ours(results)?.p99.median,
  },
  {
    name: 'CPU per inbound frame, 100,000 peers, by a timeout cleared and set',
    limit: 0.05,
    unit: '×',
    measured: (results) => logical(results, 100_000)?.frameRatio.median,
  },
  {
    name: 'Bytes per peer, 1,000,000 peers',
    limit: 120,
    unit: 'B',
    measured: (results) => logical(results, 1_000_000)?.values.bytes.median,
  },
  {
    name: 'CPU of 1,000,000 deadlines every 2 s',
    limit: 150,
    unit: 'ms/s',
    measured: (results) => logical(results, 1_000_000)?.values.talking.median,
  },
];

/**
 * Judges a run.
 * @param {Results} results
 */
export const judged = (results) => judge(targets, results);

/**
 * Judges a run of the server.
 * @param {ServerResults} results
 */
export const judgedServer = (results) => judge(serverTargets, results);

/**
 * @template Results
 * @param {readonly Target<Results>[]} targets
 * @param {Results} results
 * @returns {Judgement[]}
 */
function judge(targets, results) {
  return targets.map(({ name, limit, unit, measured }) => {
    const value = measured(results);
    return { name, limit, unit, value, isMet: value !== undefined && value <= limit };
  });
}
