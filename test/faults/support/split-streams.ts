import { expect } from 'vitest';
import { createConnection } from '../../../src/connection.ts';
import { text } from '../../../src/dialects/text.ts';
import type { FaultShape } from '../../../src/testing/fault-proxy.ts';
import { remoteProxy } from '../../setup/remote-proxy.ts';
import { type Case, corner, until } from './ground.ts';
import { expectSockets, lossesOf } from './losses.ts';
import { observed } from './observed.ts';

const bytes = (length: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, index) => (index * 7) % 251);

/** Texts of one to four UTF-8 bytes a character, an empty one, and each length of RFC 6455 section 5.2: 7, 16 and 64 bits. */
const messages = (longest: number): readonly (string | Uint8Array<ArrayBuffer>)[] => [
  'plain',
  'é € 😀',
  '',
  bytes(0),
  bytes(125),
  bytes(126),
  'x'.repeat(300),
  bytes(longest),
  'last',
];

const told = (message: unknown): string | number[] =>
  typeof message === 'string' ? message : [...new Uint8Array(message as ArrayBuffer)];

interface Shaping {
  readonly title: string;
  readonly shape: keyof FaultShape;
  readonly value: number;
  /** Bytes of the longest message. */
  readonly longest: number;
}

/** The upgrade, messages, beats and the close frame pass a network that cuts or joins writes as it likes. */
const shaped = ({ title, shape, value, longest }: Shaping): Case => ({
  title,
  async run({ transport, control }) {
    const proxy = await remoteProxy(control);
    await proxy.shape(shape, value);
    const { url, count } = corner(control);
    const watched = observed(transport());
    const connection = createConnection({
      url: url('/heartbeat', {}, proxy.url),
      transport: watched,
      dialect: text(),
      heartbeat: { pingInterval: 100, pongTimeout: 10_000, keepAlive: 'always' },
    });
    const losses = lossesOf(connection, watched);
    const back: unknown[] = [];
    let pongs = 0;
    connection.on('message', (message) => back.push(message));
    connection.on('pong', () => {
      pongs += 1;
    });
    const sent = messages(longest);
    for (const message of sent) connection.send(message);
    await until('all messages are back', () => back.length === sent.length);
    expect(back.map(told)).toEqual(sent.map(told));
    await until('two beats were answered', () => pongs >= 2);
    await connection.close(4000, 'é'.repeat(61));
    expect([losses, connection.status]).toEqual([[], 'closed']);
    expect(await count()).toMatchObject({ dials: 1 });
    expectSockets(watched, 0);
    await proxy.close();
  },
});

/** Frames that do not come as they were written. */
export const splitCases: readonly Case[] = [
  {
    title: 'all that is said passes a network that takes one byte at a time',
    shape: 'chunk',
    value: 1,
    longest: 5_000,
  } as const,
  {
    title: 'frames of every length pass in pieces of 1,000 bytes',
    shape: 'chunk',
    value: 1_000,
    longest: 70_000,
  } as const,
  {
    title: 'frames that come many in one segment are all heard, in order',
    shape: 'joinWrites',
    value: 50,
    longest: 70_000,
  } as const,
].map(shaped);
