import fc from 'fast-check';
import { command } from '../command.ts';

/** The user comes back to the page, or the machine notices that it slept. */
export const pageShown = fc.constantFrom('wake', 'shown', 'resumed').map((signal) =>
  command({
    label: { wake: 'machine woken', shown: 'page shown', resumed: 'page resumed' }[signal],
    believe: (model) => model.wake(),
    act: ({ environment }) => environment.signal(signal),
  }),
);
