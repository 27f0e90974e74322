// @ts-check

/**
 * @typedef {{ median: number, min: number, max: number }} Spread
 */

/**
 * Sums up repeated measurements by their median and their extremes.
 * @param {readonly number[]} values at least one
 * @returns {Spread}
 */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = at(sorted, Math.floor(middle));
  const median = Number.isInteger(middle) ? (at(sorted, middle - 1) + upper) / 2 : upper;
  return { median, min: at(sorted, 0), max: at(sorted, sorted.length - 1) };
}

/**
 * Divides round by round, so that what slowed a whole round down cancels out.
 * @param {readonly number[]} values
 * @param {readonly number[]} bases
 * @returns {Spread}
 */
export function ratios(values, bases) {
  return spread(values.map((value, round) => value / at(bases, round)));
}

/**
 * @param {readonly number[]} values
 * @param {number} index
 */
function at(values, index) {
  const value = values[index];
  if (value === undefined) throw new RangeError(`There is no measurement number ${index}.`);
  return value;
}
