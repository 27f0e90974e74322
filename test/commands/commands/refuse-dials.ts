import { command } from '../command.ts';

/** The server refuses dials. */
export const refuseDials = command({
  label: 'refuse dials',
  believe({ network }) {
    network.mode = 'refuse';
  },
  act({ transport }) {
    transport.mode = 'refuse';
  },
});
