import { command } from '../command.ts';

/** The cable is pulled: nothing passes either way, and nobody is told. */
export const freeze = command({
  label: 'freeze',
  believe({ network }) {
    network.isFrozen = true;
  },
  act: ({ transport }) => transport.freeze(),
});
