import { jsonMode } from 'heartwire/dialects/json-mode';
import { supervise } from 'heartwire/server';
import { WebSocketServer } from 'ws';
import type { Start } from '../shared/example.ts';

/** How long an answer takes, in ms: long enough for whoever asked to be gone by then. */
const THINKING = 300;

/** Sends each message back to who sent it; heart beats are echoed at once, by the dialect. */
export const start: Start = ({ server, origins }) => {
  const supervisor = supervise(new WebSocketServer({ server }), {
    dialect: jsonMode(),
    // The client beats every 4 s, so a peer is quiet for longer only when its link is in trouble.
    heartbeat: { pingInterval: 6_000, pongTimeout: 4_000 },
    path: '/ws',
    origins,
    maxPayload: 16_384,
    maxFramesPerSecond: 50,
  });
  supervisor.on('message', ({ peer, message }) => {
    // To a peer that has gone meanwhile `send` says `refused`, and throws nothing.
    setTimeout(() => peer.send(message), THINKING);
  });
  return { close: () => supervisor.close() };
};
