import { command } from '../command.ts';

/** The cable is back, and what was held arrives. */
export const thaw = command({
  label: 'thaw',
  believe({ network }) {
    network.isFrozen = false;
  },
  act: ({ transport }) => transport.thaw(),
});
