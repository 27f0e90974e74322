import { command } from '../command.ts';

/** The server takes dials, as it does from the start. */
export const acceptDials = command({
  label: 'accept dials',
  believe({ network }) {
    network.mode = 'accept';
  },
  act({ transport }) {
    transport.mode = 'accept';
  },
});
