// @ts-check

/**
 * @typedef {import('./report.js').Results} Results
 * @typedef {{ readonly name: string, readonly limit: number, readonly unit: '×' | 'B' | 'ms', measured(results: Results): number | undefined }} Target
 */

/** @param {readonly import('./sections/cpu.js').CpuRow[]} rows */
const ratio = (rows) => rows.find(({ client }) => client === 'heartwire')?.ratio.median;

/** What a run must show: at most `limit`. Of repeated measurements, the median. @type {readonly Target[]} */
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
    name: 'Heap per idle connection over bare ws',
    limit: 12_000,
    unit: 'B',
    measured: ({ heap }) => heap.find(({ client }) => client === 'heartwire')?.overBare,
  },
  {
    name: 'Frozen link to lost, 200 ms + 100 ms',
    // The bound, and a tick of a busy machine.
    limit: 350,
    unit: 'ms',
    measured: ({ frozen }) => frozen.find(({ client }) => client === 'heartwire (200 + 100)')?.time?.median,
  },
  {
    name: 'Own code beside xstate, min+gzip, createConnection',
    limit: 6_000,
    unit: 'B',
    measured: ({ size }) => size.find(({ name }) => name === 'heartwire: createConnection')?.own,
  },
  {
    name: 'Whole browser entry, min+gzip, createConnection',
    limit: 19_000,
    unit: 'B',
    measured: ({ size }) => size.find(({ name }) => name === 'heartwire: createConnection')?.bytes,
  },
];

/**
 * Judges a run.
 * @param {Results} results
 */
export function judged(results) {
  return targets.map(({ name, limit, unit, measured }) => {
    const value = measured(results);
    return { name, limit, unit, value, isMet: value !== undefined && value <= limit };
  });
}
