/** A seeded source of chance: uniform in [0, 1), the same row for the same seed (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Runs `act` with `Math.random` replaced, since that is where the packages get their jitter from. */
export function withMathRandom<T>(random: () => number, act: () => T): T {
  const { random: original } = Math;
  Math.random = random;
  try {
    return act();
  } finally {
    Math.random = original;
  }
}
