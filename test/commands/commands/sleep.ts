import fc from 'fast-check';
import { command } from '../command.ts';

/** The machine sleeps: the clock moves, no timer runs; what fell due meanwhile falls in the next `advance`. */
export const sleep = fc.constantFrom(1, 60).map((seconds) =>
  command({
    label: `sleep(${seconds} s)`,
    believe: (model) => model.sleep(seconds * 1_000),
    async act({ environment }) {
      await environment.advance(0);
      environment.jump(seconds * 1_000);
    },
    settles: true,
  }),
);
