import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TimerWheel } from './timer-wheel.ts';

/**
 * Answers an upgrade with a whole HTTP response and destroys the socket: when the client has closed its side, or after `linger`
 * ms. What it sends until then is read and thrown away, since a socket that closes on unread bytes resets the connection, and
 * the client may lose the answer with it (RFC 9112 section 9.6).
 */
export function answerHttp(
  socket: Duplex,
  status: number,
  body: string,
  headers: Readonly<Record<string, string | number>>,
  wheel: TimerWheel,
  linger: number,
): void {
  const lines = Object.entries({
    Connection: 'close',
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on('error', () => socket.destroy());
  socket.once('end', () => socket.destroy());
  if (socket.destroyed) return;
  const deadline = wheel.after(linger, () => socket.destroy());
  socket.once('close', () => wheel.disarm(deadline));
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  socket.resume();
}
