import type { Frame } from '../../ports/transport.ts';
import { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { broken, unwritable } from './faults.ts';

/** The types of packages, as on the wire. */
export const HANDSHAKE = 1;
export const HANDSHAKE_ACK = 2;
export const HEARTBEAT = 3;
export const DATA = 4;
export const KICK = 5;

const MAX_LENGTH = 0xff_ffff;

/** One package of a frame. Its body is a view into the frame. */
export interface Package {
  readonly type: number;
  readonly body: ByteReader;
}

/** Splits a frame into its packages, without a copy; throws on one that is not whole. */
export function packagesOf(frame: Frame): readonly Package[] {
  if (typeof frame === 'string' || !('byteLength' in frame)) throw broken('that is not binary');
  const reader = new ByteReader(new Uint8Array(frame));
  const packages: Package[] = [];
  do {
    const type = reader.byte();
    if (type < HANDSHAKE || type > KICK) throw broken('of no type');
    const length = (reader.byte() << 16) | (reader.byte() << 8) | reader.byte();
    const start = reader.take(length);
    packages.push({ type, body: new ByteReader(reader.bytes, start, reader.at) });
  } while (reader.left > 0);
  return packages;
}

/** Writes a package, whose body `write` writes. */
export function writePackage(writer: ByteWriter, type: number, write: (writer: ByteWriter) => void): void {
  const start = writer.length;
  writer.byte(type);
  writer.byte(0);
  writer.byte(0);
  writer.byte(0);
  write(writer);
  const length = writer.length - start - 4;
  if (length > MAX_LENGTH) throw unwritable('over 16 MiB');
  writer.byteAt(start + 1, length >> 16);
  writer.byteAt(start + 2, length >> 8);
  writer.byteAt(start + 3, length);
}

/** A package without a body. */
export const emptyPackage = (type: number): Uint8Array<ArrayBuffer> => Uint8Array.of(type, 0, 0, 0);
