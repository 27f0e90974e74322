import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** RFC 6455 section 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Accepts an upgrade and sends short text messages, all in one write, so that they come in one TCP segment. Says nothing later. */
export function greet(request: IncomingMessage, socket: Duplex, texts: readonly string[]): void {
  const key = `${request.headers['sec-websocket-key']}${GUID}`;
  const head = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${createHash('sha1').update(key).digest('base64')}`,
    '\r\n',
  ].join('\r\n');
  socket.write(Buffer.concat([Buffer.from(head), ...texts.map(textFrame)]));
  socket.resume();
}

/** One unmasked text frame (RFC 6455 section 5.2) of less than 126 bytes. */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, payload.length]), payload]);
}
