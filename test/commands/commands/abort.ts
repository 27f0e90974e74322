import fc from 'fast-check';
import { command } from '../command.ts';

/** The app takes back one of the first messages that it sent, whether or not it still waits. */
export const abort = fc.integer({ min: 1, max: 9 }).map((number) =>
  command({
    label: `abort message ${number}`,
    isPossible: ({ messages }) => number <= messages,
    believe: (model) => model.abort(number),
    act: ({ aborts }) => aborts.get(number)?.abort(),
  }),
);
