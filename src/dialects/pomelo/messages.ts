import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { broken, unwritable } from './faults.ts';

/** The types of messages, as on the wire. */
export const REQUEST = 0;
export const NOTIFY = 1;
export const RESPONSE = 2;
const PUSH = 3;

const COMPRESSED_ROUTE = 0x01;
const DEFLATED = 0x10;

/** What stands before the body of a message. */
export interface Head {
  readonly type: number;
  /** Of a request and a response; 0 for others. */
  readonly id: number;
  /** Of all but a response: the route, or its code in the dictionary. */
  readonly route: string | number | undefined;
  readonly isDeflated: boolean;
}

const hasId = (type: number): boolean => type === REQUEST || type === RESPONSE;

/** Reads the head of a message; what the reader has left is the body. */
export function readHead(reader: ByteReader): Head {
  const flag = reader.byte();
  const type = (flag >> 1) & 7;
  if (type > PUSH) throw broken('of no type');
  const id = hasId(type) ? reader.varint() : 0;
  let route: string | number | undefined;
  if (type !== RESPONSE) {
    route = flag & COMPRESSED_ROUTE ? (reader.byte() << 8) | reader.byte() : reader.text(reader.byte());
  }
  return { type, id, route, isDeflated: (flag & DEFLATED) !== 0 };
}

/** Writes the head of a message. */
export function writeHead(writer: ByteWriter, type: number, id: number, route: string | number): void {
  const isCode = typeof route === 'number';
  writer.byte((type << 1) | (isCode ? COMPRESSED_ROUTE : 0));
  if (hasId(type)) writer.varint(id);
  if (isCode) {
    writer.byte(route >> 8);
    writer.byte(route);
  } else if (type !== RESPONSE) {
    const start = writer.length;
    writer.byte(0);
    writer.text(route);
    const size = writer.length - start - 1;
    if (size > 0xff) throw unwritable('with a route over 255 bytes');
    writer.byteAt(start, size);
  }
}
