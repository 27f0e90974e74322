// @ts-check

/** @typedef {import('../../src/testing/index.ts').WorldCounts} WorldCounts */

/** @param {string} title @param {Readonly<Record<string, number>>} counts */
const listed = (title, counts) => [
  `${title}:`,
  ...Object.entries(counts)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([name, count]) => `${String(count).padStart(10)}  ${name}`),
];

/** @param {readonly string[]} all @param {Readonly<Record<string, number>>} counts */
const missing = (all, counts) => all.filter((name) => !Object.hasOwn(counts, name));

/**
 * Writes out how often what happened, and names what never did.
 * @param {WorldCounts} counts
 * @param {{ readonly faults: readonly string[], readonly edges: readonly string[] }} known
 */
export function coverage(counts, known) {
  const never = [...missing(known.faults, counts.faults), ...missing(known.edges, counts.edges)];
  return [
    ...listed('faults', counts.faults),
    ...listed('losses', counts.losses),
    ...listed('edges of the chart', counts.edges),
    ...listed('what apps did', counts.acts),
    ...listed('answers of send()', counts.sends),
    ...listed('messages dropped', counts.drops),
    ...listed('clients by dialect', counts.dialects),
    never.length === 0 ? 'Every fault and every edge occurred.' : `Never: ${never.join(' · ')}`,
  ].join('\n');
}
