import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { acceptance } from './acceptance.ts';

/** What follows the last byte: nothing at all, an RST, or a FIN. */
type Sequel = 'silence' | 'reset' | 'end';

/** Long enough for a reader on the same machine to have what was written: an RST drops what it has not read. */
const READING_TIME = 50;

/**
 * Answers an upgrade with bytes that no library would send, as `query` says. `upgrade=half`: the first half of the answer and
 * nothing else. `send=HEX`: these bytes behind the whole answer, in the same write. `sequel=silence|reset|end`: what
 * follows. What the client sends is read and dropped.
 */
export function writeRaw(request: IncomingMessage, socket: Socket, query: URLSearchParams): void {
  const head = Buffer.from(acceptance(request));
  const sent = query.has('upgrade')
    ? head.subarray(0, head.length / 2)
    : Buffer.concat([head, Buffer.from(query.get('send') ?? '', 'hex')]);
  socket.setNoDelay();
  socket.on('end', () => socket.end()).resume();
  socket.write(sent, () => follow(socket, query.get('sequel') as Sequel));
}

function follow(socket: Socket, sequel: Sequel): void {
  if (sequel === 'end') socket.end();
  if (sequel === 'reset') setTimeout(() => socket.resetAndDestroy(), READING_TIME);
}
