import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** RFC 6455 section 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** The answer that makes an upgrade request a WebSocket (RFC 6455 section 4.2.2), its empty line included. */
export function acceptance(request: IncomingMessage): string {
  const key = `${request.headers['sec-websocket-key']}${GUID}`;
  return [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${createHash('sha1').update(key).digest('base64')}`,
    '\r\n',
  ].join('\r\n');
}
