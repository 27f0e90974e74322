import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { acceptance } from './acceptance.ts';

/** Accepts an upgrade and sends short text messages, all in one write, so that they come in one TCP segment. Says nothing later. */
export function greet(request: IncomingMessage, socket: Duplex, texts: readonly string[]): void {
  socket.write(Buffer.concat([Buffer.from(acceptance(request)), ...texts.map(textFrame)]));
  socket.resume();
}

/** One unmasked text frame (RFC 6455 section 5.2) of less than 126 bytes. */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, payload.length]), payload]);
}
