import { command } from '../command.ts';

/** The socket goes without a close frame. */
export const serverResets = command({
  label: 'server resets',
  isPossible: ({ served }) => served !== undefined,
  believe: ({ network, served }) => served && network.serverResets(served),
  act: ({ peer }) => peer.reset(),
});
