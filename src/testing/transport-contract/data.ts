import type { WireData } from '../../ports/transport.ts';
import { ensureSame } from '../contract.ts';
import { bytesOf } from './expect.ts';
import { type TransportCase, transportCase } from './harness.ts';

const MIB = 1_048_576;

/** Messages both ways. */
export const dataCases: readonly TransportCase[] = [
  transportCase('carries text as a string, empty and beyond the BMP included', async ({ dial, url }) => {
    const { link, opened, frames } = dial(url('echo'));
    await opened();
    const texts = ['text', '', 'zażółć 漢字 👩‍🚀', '\u0000', 'last'];
    for (const text of texts) link.send(text);
    ensureSame('echoed text', await frames(texts.length), texts);
  }),

  transportCase(
    'carries every kind of buffer as an ArrayBuffer of exactly its bytes',
    async ({ dial, url }) => {
      const { link, opened, frames } = dial(url('echo'));
      await opened();
      const bytes = Uint8Array.from([0, 1, 127, 128, 255]);
      const sent: readonly WireData[] = [
        bytes.buffer,
        bytes,
        bytes.subarray(1, 3),
        new DataView(bytes.buffer, 3),
        new Uint16Array(bytes.buffer, 2, 1),
        new ArrayBuffer(0),
      ];
      for (const data of sent) link.send(data);
      const echoed = await frames(sent.length);
      ensureSame(
        'frames are ArrayBuffers',
        echoed.map((frame) => frame instanceof ArrayBuffer),
        sent.map(() => true),
      );
      ensureSame('echoed bytes', echoed, sent);
    },
  ),

  transportCase(
    'carries a Blob, in its place among the others',
    async ({ dial, url }) => {
      const { link, opened, frames } = dial(url('echo'));
      await opened();
      link.send('before');
      link.send(new Blob([Uint8Array.from([1, 2, 3])]));
      link.send('after');
      const [before, blob, after] = await frames(3);
      ensureSame(
        'echo',
        [before, await bytesOf(blob), after],
        ['before', Uint8Array.from([1, 2, 3]), 'after'],
      );
    },
    ({ sendsBlobs }) => sendsBlobs,
  ),

  transportCase('carries a message of 1 MiB, text and binary', async ({ dial, url }) => {
    const { link, opened, frames } = dial(url('echo'));
    await opened();
    const bytes = Uint8Array.from({ length: MIB }, (_, index) => (index * 31) & 255);
    link.send(bytes);
    link.send('é'.repeat(MIB / 2));
    const [binary, text] = await frames(2);
    const echoed = await bytesOf(binary);
    ensureSame('binary length', echoed.length, MIB);
    ensureSame(
      'first byte that differs',
      echoed.findIndex((byte, index) => byte !== bytes[index]),
      -1,
    );
    ensureSame('text is the same', text === 'é'.repeat(MIB / 2), true);
  }),

  transportCase('sends the bytes as they are when send() is called', async ({ dial, url }) => {
    const { link, opened, frames } = dial(url('echo'));
    await opened();
    const bytes = Uint8Array.from([1, 2, 3]);
    link.send(bytes);
    link.send(bytes.buffer);
    bytes.fill(9);
    const sent = Uint8Array.from([1, 2, 3]);
    ensureSame('echo', await frames(2), [sent, sent]);
  }),

  transportCase('keeps the order of messages, of both kinds', async ({ dial, url }) => {
    const { link, opened, frames } = dial(url('echo'));
    await opened();
    const sent = Array.from({ length: 200 }, (_, n) =>
      n % 3 === 0 ? Uint8Array.from([n]).buffer : `message ${n}`,
    );
    for (const message of sent) link.send(message);
    ensureSame('echo', await frames(sent.length), sent);
  }),

  transportCase(
    'counts what it has not written in bufferedAmount, which comes back to 0',
    async ({ dial, url, until }) => {
      const { link, opened, frames } = dial(url('echo'));
      await opened();
      ensureSame('bufferedAmount of an idle link', link.bufferedAmount, 0);
      for (let n = 0; n < 4; n += 1) link.send(new Uint8Array(MIB));
      ensureSame(
        'bufferedAmount is within what was sent',
        link.bufferedAmount >= 0 && link.bufferedAmount <= 4 * (MIB + 14),
        true,
      );
      await frames(4);
      await until(() => link.bufferedAmount === 0);
    },
  ),
];
