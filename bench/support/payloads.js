// @ts-check

/** @typedef {'text64' | 'binary64' | 'binary1k'} Kind */

/** @type {Readonly<Record<Kind, { readonly label: string, readonly isBinary: boolean, readonly size: number }>>} */
export const kinds = {
  text64: { label: '64 B text', isBinary: false, size: 64 },
  binary64: { label: '64 B binary', isBinary: true, size: 64 },
  binary1k: { label: '1 KiB binary', isBinary: true, size: 1_024 },
};

const TEXT = 0x1;
const BINARY = 0x2;

/** The bytes of one message: letters, so that text is valid as it is and in JSON. @param {Kind} kind */
const payload = (kind) => Buffer.alloc(kinds[kind].size, 'abcdefghijklmnopqrstuvwxyz');

/**
 * One unmasked, final frame (RFC 6455 section 5.2).
 * @param {number} opcode
 * @param {Buffer} data less than 64 KiB
 */
function frame(opcode, data) {
  const isShort = data.length < 126;
  const header = Buffer.from([
    0x80 | opcode,
    ...(isShort ? [data.length] : [126, data.length >> 8, data.length & 0xff]),
  ]);
  return Buffer.concat([header, data]);
}

/** One message as a WebSocket server sends it. @param {Kind} kind */
export const plainMessage = (kind) => frame(kinds[kind].isBinary ? BINARY : TEXT, payload(kind));

/** The same message as a socket.io server sends it: event `message` (Engine.IO 4, Socket.IO 5). @param {Kind} kind */
export function socketIoMessage(kind) {
  const data = payload(kind);
  if (!kinds[kind].isBinary) return frame(TEXT, Buffer.from(`42["message","${data}"]`));
  const announcement = Buffer.from('451-["message",{"_placeholder":true,"num":0}]');
  return Buffer.concat([frame(TEXT, announcement), frame(BINARY, data)]);
}

const CHUNK = 65_536;

/**
 * Writes one message many times, many to a chunk, as fast as the reader takes them.
 * @param {import('node:net').Socket} socket
 * @param {Buffer} message
 * @param {number} count
 */
export function pour(socket, message, count) {
  const perChunk = Math.floor(CHUNK / message.length);
  const chunk = Buffer.concat(Array(perChunk).fill(message));
  let left = count;
  const write = () => {
    while (left > 0) {
      const next = Math.min(left, perChunk);
      left -= next;
      if (!socket.write(chunk.subarray(0, next * message.length))) {
        socket.once('drain', write);
        return;
      }
    }
  };
  write();
}
