import type { Policy } from '../policy.ts';
import { heartwire } from './heartwire.ts';
import { ably, centrifuge, graphqlWs, phoenix, signalR, socketIo } from './protocols.ts';
import { fixed, partysocket, reconnectingWebSocket } from './web-sockets.ts';

/** Every client that the storm compares, ours first. */
export const policies: readonly Policy[] = [
  heartwire,
  reconnectingWebSocket,
  partysocket,
  socketIo,
  phoenix,
  signalR,
  graphqlWs,
  centrifuge,
  ably,
  fixed,
];
