/** The shortest time that a peer can talk us into, in ms: a wrong number makes no flood of beats. */
const LEAST = 100;

/** A time that a peer named in units of so many ms, in ms and from 100; `undefined` where it named none above 0. */
export function agreedTime(value: unknown, unit: number): number | undefined {
  return typeof value === 'number' && value > 0 ? Math.max(value * unit, LEAST) : undefined;
}
