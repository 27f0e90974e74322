import fc from 'fast-check';
import { command } from '../command.ts';

const spans = fc.oneof(
  fc.constantFrom(0, 0, 100, 100, 600, 1_500),
  fc.integer({ min: 1, max: 300 }),
  fc.integer({ min: 1, max: 3_000 }),
  fc.constantFrom(20_000, 45_000),
);

/** Time passes, and everything arrives that can. */
export const advanceBy = (ms: number) =>
  command({
    label: `advance(${ms} ms)`,
    believe: (model) => model.advance(ms),
    act: ({ environment }) => environment.advance(ms),
    settles: true,
  });

export const advance = spans.map(advanceBy);
