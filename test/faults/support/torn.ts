import { expect } from 'vitest';
import { constant } from '../../../src/backoff/index.ts';
import { createConnection } from '../../../src/connection.ts';
import { text } from '../../../src/dialects/text.ts';
import type { Frame } from '../../../src/ports/transport.ts';
import { remoteProxy } from '../../setup/remote-proxy.ts';
import { type Case, corner, type Ground, settlesAt, sleep, until } from './ground.ts';
import { expectDeadline, expectSockets, firstLoss, type LossRecord, lossesOf, MARGIN } from './losses.ts';
import { observed } from './observed.ts';
import { CLOSE, CONTINUATION, closeFrame, frame, PING, TEXT, tornFirst } from './wire.ts';

const CONNECT = 800;
const BOUND = 400;

type Torn = Parameters<typeof tornFirst>[1];

/** Dials what is torn, and resolves with the first loss and all that was delivered before; the next dial opened by then. */
async function survive(ground: Ground, torn: Torn) {
  const { url, count } = tornFirst(ground.control, torn);
  const transport = observed(ground.transport());
  const connection = createConnection({
    url,
    transport,
    dialect: text(),
    heartbeat: { pingInterval: BOUND / 2, pongTimeout: BOUND / 2 },
    backoff: constant(20),
    connectTimeout: CONNECT,
    autoConnect: false,
  });
  const losses = lossesOf(connection, transport);
  const delivered: Frame[] = [];
  connection.on('message', (message) => delivered.push(message));
  connection.connect();
  const loss = await firstLoss(losses);
  const before = [...delivered];
  await connection.opened();
  // Chromium cannot cut a socket whose peer is silent: it waits for the peer's close frame.
  const lingers = torn.sequel === 'silence' && loss.wasOpen && !transport.controlFrames ? 1 : 0;
  await settlesAt('sockets at the server', 1 + lingers, async () => (await count()).open);
  expectSockets(transport, 1);
  await connection.close();
  return { loss, delivered: before };
}

type Expected = Partial<LossRecord>;

const dropped: Expected = {
  code: 'ERR_HEARTWIRE_SOCKET_CLOSED',
  closeCode: 1006,
  wasClean: false,
  wasOpen: true,
  verdict: 'retry',
};
const undialed: Expected = { code: 'ERR_HEARTWIRE_DIAL_FAILED', wasOpen: false, verdict: 'retry' };
const unanswered: Expected = { code: 'ERR_HEARTWIRE_CONNECT_TIMEOUT', wasOpen: false, verdict: 'retry' };
const silent: Expected = {
  code: 'ERR_HEARTWIRE_PONG_TIMEOUT',
  closeCode: undefined,
  wasOpen: true,
  verdict: 'retry',
};

const atOnce = ({ after }: LossRecord): void => expect(after).toBeLessThan(MARGIN);

const first = frame(TEXT, 'first');
const second = frame(TEXT, 'the second message');
const half = second.slice(0, second.length / 2);
const cutHeader = second.slice(0, 1);

interface Row {
  readonly title: string;
  readonly torn: Torn;
  readonly loss: Expected;
  readonly delivered: readonly Frame[];
  readonly when: (loss: LossRecord) => void;
}

const rows: readonly Row[] = [
  {
    title: 'half an answer to the upgrade and then silence ends the attempt at its deadline',
    torn: { upgrade: 'half', sequel: 'silence' },
    loss: unanswered,
    delivered: [],
    when: (loss) => expectDeadline(loss, CONNECT),
  },
  {
    title: 'half an answer to the upgrade and then an RST ends the attempt at once',
    torn: { upgrade: 'half', sequel: 'reset' },
    loss: undialed,
    delivered: [],
    when: atOnce,
  },
  {
    title: 'half an answer to the upgrade and then a FIN ends the attempt at once',
    torn: { upgrade: 'half', sequel: 'end' },
    loss: undialed,
    delivered: [],
    when: atOnce,
  },
  {
    title: "an RST after half a frame's bytes loses the link as 1006, and half a message is no message",
    torn: { send: [...first, ...half], sequel: 'reset' },
    loss: dropped,
    delivered: ['first'],
    when: atOnce,
  },
  {
    title: "a FIN after half a frame's bytes loses the link as 1006, and half a message is no message",
    torn: { send: [...first, ...half], sequel: 'end' },
    loss: dropped,
    delivered: ['first'],
    when: atOnce,
  },
  {
    title: 'an RST after one byte of a frame loses the link as 1006',
    torn: { send: [...first, ...cutHeader], sequel: 'reset' },
    loss: dropped,
    delivered: ['first'],
    when: atOnce,
  },
  {
    title: "silence after half a frame's bytes is lost within the bound",
    torn: { send: [...first, ...half], sequel: 'silence' },
    loss: silent,
    delivered: ['first'],
    when: (loss) => expectDeadline(loss, BOUND),
  },
  {
    title: 'an RST between the fragments of a message loses the link as 1006, and delivers none of them',
    torn: { send: [...first, ...frame(TEXT, 'a fragment', false)], sequel: 'reset' },
    loss: dropped,
    delivered: ['first'],
    when: atOnce,
  },
  {
    title: 'a FIN without a close frame loses the link as 1006',
    torn: { sequel: 'end' },
    loss: dropped,
    delivered: [],
    when: atOnce,
  },
  {
    title: 'an RST without a close frame loses the link as 1006',
    torn: { sequel: 'reset' },
    loss: dropped,
    delivered: [],
    when: atOnce,
  },
  {
    title:
      'two messages, a message in fragments with a ping between them, and a close frame in one segment are all heard, in order',
    torn: {
      send: [
        ...first,
        ...second,
        ...frame(TEXT, 'in ', false),
        ...frame(PING, 'between'),
        ...frame(CONTINUATION, 'pieces'),
        ...closeFrame(4000, 'that is all'),
      ],
      sequel: 'end',
    },
    loss: { ...dropped, closeCode: 4000, reason: 'that is all', wasClean: true },
    delivered: ['first', 'the second message', 'in pieces'],
    when: atOnce,
  },
  {
    title: 'half a close frame and then a FIN is 1006, not the code that was cut',
    torn: { send: [...first, ...closeFrame(4403, 'forbidden').slice(0, 6)], sequel: 'end' },
    loss: dropped,
    delivered: ['first'],
    when: atOnce,
  },
  {
    title: 'an empty close frame is 1005, and no reason to give up',
    torn: { send: frame(CLOSE, ''), sequel: 'end' },
    loss: { ...dropped, closeCode: 1005, wasClean: true },
    delivered: [],
    when: atOnce,
  },
];

const tornBy = ({ title, torn, loss, delivered, when }: Row): Case => ({
  title,
  async run(ground) {
    const survived = await survive(ground, torn);
    expect(survived).toEqual({ loss: expect.objectContaining(loss), delivered });
    when(survived.loss);
  },
});

const LONG = 400_000;
/** Bytes per second at which a long message takes 2 s. */
const SLOW = 200_000;
const FAST = 1_000_000_000;

/** A network that is slow, and then resets what is under way. */
const resetOnItsWay = (way: 'up' | 'down', path: string, message: string): Case => ({
  title: `an RST in the middle of a long message on its way ${way} loses the link as 1006, and nothing of it is delivered, then or later`,
  async run({ transport, control }) {
    const proxy = await remoteProxy(control);
    const { url, count } = corner(control);
    const watched = observed(transport());
    const urls = [url(path, {}, proxy.url)];
    const connection = createConnection({
      url: () => urls.shift() ?? url('/echo', {}, proxy.url),
      transport: watched,
      backoff: constant(20),
    });
    await connection.opened();
    const losses = lossesOf(connection, watched);
    const delivered: Frame[] = [];
    connection.on('message', (frame) => delivered.push(frame));
    await proxy.shape('throttle', SLOW);
    expect(connection.send(message)).toBe('sent');
    await sleep(300);
    expect([delivered, losses]).toEqual([[], []]);
    await proxy.reset();
    expect(await firstLoss(losses)).toMatchObject(dropped);
    await proxy.shape('throttle', FAST);
    await connection.opened();
    connection.send('after');
    await until('the next message is back', () => delivered.length > 0);
    expect([delivered, losses.length, (await count()).open]).toEqual([['after'], 1, 1]);
    expectSockets(watched, 1);
    await connection.close();
    await proxy.close();
  },
});

/** Streams that end in the middle of something. */
export const tornCases: readonly Case[] = [
  ...rows.map(tornBy),
  resetOnItsWay('up', '/echo', 'x'.repeat(LONG)),
  resetOnItsWay('down', '/script', JSON.stringify({ do: 'big', bytes: LONG })),
];
