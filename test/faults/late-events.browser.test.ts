import { describe, inject, test } from 'vitest';
import { browserTransport } from '../../src/adapters/browser.ts';
import {
  type LateGround,
  lateEventCases,
  thawedEventCase,
  throughSink,
  type Ventriloquist,
} from './support/late-events.ts';
import { observed } from './support/observed.ts';

const control = inject('control');
const url = `${control}/echo`;

/** The page's own WebSocket dispatches what it dispatches in its life. */
function throughSocket(): Ventriloquist {
  const sockets: WebSocket[] = [];
  class Socket extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      sockets.push(this);
    }
  }
  return {
    transport: browserTransport({ WebSocket: Socket }),
    speak() {
      const [socket] = sockets;
      if (!socket) throw new Error('no socket was made');
      socket.dispatchEvent(new Event('open'));
      socket.dispatchEvent(new MessageEvent('message', { data: 'late' }));
      socket.dispatchEvent(new Event('error'));
      socket.dispatchEvent(new CloseEvent('close', { code: 1008, reason: 'late', wasClean: true }));
    },
  };
}

const rows: Readonly<Record<string, LateGround>> = {
  "a page's WebSocket, by the connection's own sink": {
    url,
    make: () => throughSink(observed(browserTransport())),
  },
  "a page's WebSocket, by its events": { url, make: throughSocket },
};

describe.each(Object.entries(rows))('late events on %s', (_, ground) => {
  for (const { title, run } of lateEventCases) test(title, () => run(ground));
});

test(`in a page, ${thawedEventCase.title}`, () =>
  thawedEventCase.run({ transport: () => browserTransport(), control }));
