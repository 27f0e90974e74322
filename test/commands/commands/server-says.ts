import fc from 'fast-check';
import { command } from '../command.ts';

/** The server sends a message. */
export const serverSays = fc.constantFrom('x', 'y').map((text) =>
  command({
    label: `server says "${text}"`,
    isPossible: ({ served }) => served !== undefined,
    believe: ({ network, served }) => served && network.serverSays(served, text),
    act: ({ peer }) => peer.send(text),
  }),
);
