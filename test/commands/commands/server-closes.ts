import fc from 'fast-check';
import { command } from '../command.ts';

/** The server closes: for a restart, a policy, a credential, or for no reason that it gives. */
export const serverCloses = fc.constantFrom(1_000, 1_005, 1_008, 1_012, 4_401, 4_401, 4_403).map((code) =>
  command({
    label: `server closes ${code}`,
    isPossible: ({ served }) => served !== undefined,
    believe: ({ network, served }) => served && network.serverCloses(served, code),
    act: ({ peer }) => peer.close(code),
  }),
);
