import { stringify } from '../json-frames.ts';
import type { Agreement } from './agreement.ts';
import { type ByteWriter, written } from './byte-writer.ts';
import { writeMessage } from './codec.ts';
import { NAME, unwritable } from './faults.ts';
import type { PomeloOutgoing } from './message.ts';
import { KICK, writePackage } from './packages.ts';

/** Writes what a server sends: a message, a kick, or several of them into one frame. */
export function serverBytesOf(outgoing: PomeloOutgoing, agreed: Agreement): Uint8Array<ArrayBuffer> {
  return written((writer) => {
    const list: readonly PomeloOutgoing[] = Array.isArray(outgoing) ? outgoing : [outgoing];
    if (list.length === 0) throw unwritable('of no messages');
    for (const each of list) writeOne(writer, each, agreed);
  });
}

function writeOne(writer: ByteWriter, outgoing: PomeloOutgoing, agreed: Agreement): void {
  if (!isKick(outgoing)) {
    writeMessage(writer, outgoing, agreed);
    return;
  }
  const { reason } = outgoing;
  const text = reason === undefined ? '' : stringify(NAME, { reason });
  writePackage(writer, KICK, () => writer.text(text));
}

const isKick = (outgoing: PomeloOutgoing): outgoing is Extract<PomeloOutgoing, { readonly type: 'kick' }> =>
  (outgoing as { readonly type?: unknown } | undefined)?.type === 'kick';
