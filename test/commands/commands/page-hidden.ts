import fc from 'fast-check';
import { command } from '../command.ts';

/** The user leaves the page: no reason to do anything. */
export const pageHidden = fc.constantFrom('hidden', 'frozen').map((signal) =>
  command({
    label: `page ${signal}`,
    believe() {},
    act: ({ environment }) => environment.signal(signal),
  }),
);
