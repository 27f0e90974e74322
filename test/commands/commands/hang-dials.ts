import { command } from '../command.ts';

/** The server takes dials and says nothing. */
export const hangDials = command({
  label: 'hang dials',
  believe({ network }) {
    network.mode = 'hang';
  },
  act({ transport }) {
    transport.mode = 'hang';
  },
});
