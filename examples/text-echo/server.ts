import { text } from 'heartwire/dialects/text';
import { supervise } from 'heartwire/server';
import { WebSocketServer } from 'ws';
import type { Start } from '../shared/example.ts';

/** Sends each text back to who sent it; `heart_beat` is answered with `ok`. */
export const start: Start = ({ server, origins }) => {
  const supervisor = supervise(new WebSocketServer({ server }), {
    dialect: text(),
    path: '/ws',
    origins,
    maxPayload: 16_384,
    maxFramesPerSecond: 50,
  });
  supervisor.on('message', ({ peer, message }) => {
    if (typeof message === 'string') peer.send(message);
  });
  return { close: () => supervisor.close() };
};
