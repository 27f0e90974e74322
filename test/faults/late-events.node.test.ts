import { describe, inject, test } from 'vitest';
import type { WebSocket } from 'ws';
import { browserEnvironment } from '../../src/adapters/browser-environment.ts';
import { memoryTransport } from '../../src/adapters/memory.ts';
import { ws } from '../../src/adapters/ws.ts';
import {
  type LateGround,
  lateEventCases,
  thawedEventCase,
  throughSink,
  type Ventriloquist,
} from './support/late-events.ts';
import { observed } from './support/observed.ts';

const control = inject('control');

function memory() {
  const transport = memoryTransport({ environment: browserEnvironment() });
  transport.onPeer((peer) => peer.onMessage((data) => peer.send(data)));
  return transport;
}

/** The first peer does what is left to a peer. */
function throughPeer(): Ventriloquist {
  const transport = memory();
  return {
    transport,
    speak() {
      const [peer] = transport.peers;
      peer?.send('late');
      peer?.ping();
      peer?.close(1008, 'late');
    },
  };
}

/** The `WebSocket` of the package emits what it emits in its life. */
function throughEmitter(): Ventriloquist {
  const sockets: WebSocket[] = [];
  const transport = ws({
    finishRequest(request, socket) {
      sockets.push(socket);
      request.end();
    },
  });
  return {
    transport,
    speak() {
      const [socket] = sockets;
      if (!socket) throw new Error('no socket was made');
      socket.emit('open');
      socket.emit('message', Buffer.from('late'), false);
      socket.emit('pong', Buffer.from('1'));
      socket.emit('error', new Error('late'));
      socket.emit('close', 1008, Buffer.from('late'));
    },
  };
}

const rows: Readonly<Record<string, LateGround>> = {
  "memory, by the connection's own sink": {
    url: 'ws://memory/',
    make: () => throughSink(observed(memory())),
  },
  'memory, by its peer': { url: 'ws://memory/', make: throughPeer },
  "ws, by the connection's own sink": { url: `${control}/echo`, make: () => throughSink(observed(ws())) },
  'ws, by its emitter': { url: `${control}/echo`, make: throughEmitter },
};

describe.each(Object.entries(rows))('late events on %s', (_, ground) => {
  for (const { title, run } of lateEventCases) test(title, () => run(ground));
});

test(`over ws, ${thawedEventCase.title}`, () => thawedEventCase.run({ transport: () => ws(), control }));
