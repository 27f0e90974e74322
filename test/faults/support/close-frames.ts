import { expect } from 'vitest';
import { browserEnvironment } from '../../../src/adapters/browser-environment.ts';
import { type Connection, createConnection } from '../../../src/connection.ts';
import type { ConnectionEvents } from '../../../src/connection-events.ts';
import { text } from '../../../src/dialects/text.ts';
import type { Status } from '../../../src/machines/connection-parts.ts';
import type { Verdict } from '../../../src/ports/loss.ts';
import { type Case, corner, type Ground, settlesAt, until } from './ground.ts';
import { expectSockets, firstLoss, type LossRecord, lossesOf, MARGIN } from './losses.ts';
import { type ObservedTransport, observed } from './observed.ts';
import { CLOSE, closeFrame, frame, tornFirst } from './wire.ts';

interface Class {
  readonly verdict: Verdict;
  readonly next: Status;
  /** The middle of the window from which the default backoff draws the first delay, in ms; none where there is no retry. */
  readonly delay?: number;
}

const shared: Class = { verdict: 'retry', next: 'backoff', delay: 2_500 };
const restart: Class = { verdict: 'retry', next: 'backoff', delay: 17_500 };
const renewed: Class = { verdict: 'refresh', next: 'backoff', delay: 250 };
const fatal: Class = { verdict: 'fatal', next: 'failed' };

/** What each code that a close frame can carry has to lead to: written down here, not read from the table. */
export const classes: ReadonlyMap<number, Class> = new Map([
  [1000, shared],
  [1001, shared],
  [1002, fatal],
  [1003, fatal],
  [1007, fatal],
  [1008, fatal],
  [1009, fatal],
  [1010, fatal],
  [1011, shared],
  [1012, restart],
  [1013, restart],
  [1014, shared],
  [3000, renewed],
  [3003, fatal],
  [3008, shared],
  [3999, shared],
  [4000, shared],
  [4401, renewed],
  [4403, fatal],
  [4999, shared],
]);

interface Closed {
  readonly connection: Connection;
  readonly transport: ObservedTransport;
  readonly loss: LossRecord;
  readonly retries: readonly ConnectionEvents['retry'][];
  /** What the loss had led to when it was reported. */
  readonly next: Status;
}

/** Opens a connection with the default backoff and even chances, and resolves when the server has closed it. */
async function closedBy(ground: Ground, url: string): Promise<Closed> {
  const transport = observed(ground.transport());
  const environment = { ...browserEnvironment(), random: () => 0.5 };
  const connection = createConnection({ url, transport, environment, autoConnect: false });
  const losses = lossesOf(connection, transport);
  const retries: ConnectionEvents['retry'][] = [];
  connection.on('retry', (retry) => retries.push(retry));
  let next: Status = 'idle';
  connection.on('lost', () => {
    next = connection.status;
  });
  connection.connect();
  return { connection, transport, loss: await firstLoss(losses), retries, next };
}

async function expectNext(closed: Closed, { next, delay }: Class): Promise<void> {
  const { connection, transport, retries } = closed;
  const planned = retries.map((retry) => [retry.attempt, retry.delay]);
  expect({ next: closed.next, planned }).toEqual({ next, planned: delay === undefined ? [] : [[1, delay]] });
  await connection.close();
  expect(connection.status).toBe(next === 'failed' ? 'failed' : 'closed');
  expectSockets(transport, 0);
}

const byCode = ([code, kind]: [number, Class]): Case => ({
  title: `a close frame with ${code} is a ${kind.verdict}, and ${kind.next} is next`,
  async run(ground) {
    const { url, count } = corner(ground.control);
    const reason = `because ${code}`;
    const closed = await closedBy(ground, url('/close', { code: String(code), reason }));
    const { after, ...loss } = closed.loss;
    expect(loss).toEqual({
      code: 'ERR_HEARTWIRE_SOCKET_CLOSED',
      closeCode: code,
      reason,
      wasClean: true,
      wasOpen: true,
      verdict: kind.verdict,
    });
    expect(after).toBeLessThan(MARGIN);
    await expectNext(closed, kind);
    await settlesAt('sockets at the server', 0, async () => (await count()).open);
  },
});

/** A second refresh in a row: a fresh credential did not help. */
const refreshTwice = (code: number): Case => ({
  title: `a close frame with ${code} on the link after a ${code} gives up: one fresh credential is asked for, not two`,
  async run({ transport, control }) {
    const { url } = corner(control);
    const verdicts: Verdict[] = [];
    const connection = createConnection({
      transport: transport(),
      url({ verdict }) {
        verdicts.push(verdict);
        return url('/close', { code: String(code) });
      },
    });
    await until('it has failed', () => connection.status === 'failed');
    expect(verdicts).toEqual(['retry', 'refresh']);
    expect(connection.cause).toMatchObject({ closeCode: code });
  },
});

const broken: Partial<LossRecord> = {
  code: 'ERR_HEARTWIRE_SOCKET_CLOSED',
  wasOpen: true,
  wasClean: false,
  closeCode: 1006,
};

/** Close frames that RFC 6455 (sections 5.5.1 and 7.4) forbids: what they say counts for nothing. */
const forbidden: Readonly<Record<string, readonly number[]>> = {
  'the code 1005': closeFrame(1005),
  'the code 1006': closeFrame(1006),
  'the code 1015': closeFrame(1015),
  'a code of one byte': frame(CLOSE, Uint8Array.from([3])),
  'a reason that is no UTF-8': frame(CLOSE, Uint8Array.from([0x0f, 0xa0, 0xff])),
};

const byFrame = ([title, send]: [string, readonly number[]]): Case => ({
  title: `a close frame with ${title} breaks the protocol: the link is lost as 1006, and dialed again`,
  async run(ground) {
    const { url } = tornFirst(ground.control, { send, sequel: 'end' });
    const transport = observed(ground.transport());
    const connection = createConnection({ url, transport, backoff: () => 20, autoConnect: false });
    const losses = lossesOf(connection, transport);
    connection.connect();
    const loss = await firstLoss(losses);
    expect(loss).toMatchObject(broken);
    expect(loss.verdict).toBe('retry');
    expect(loss.after).toBeLessThan(MARGIN);
    await connection.opened();
    expectSockets(transport, 1);
    await connection.close();
  },
});

/** Codes that nobody may send yet: `ws` takes them for a broken protocol, Chromium hands them on as they are. */
const unassigned = [0, 999, 1016, 2999, 5000, 65_535];

const byUnassigned = (code: number): Case => ({
  title: `a close frame with ${code}, which nobody may send, is a retry, and never a reason to give up`,
  async run(ground) {
    const { url } = tornFirst(ground.control, { send: closeFrame(code), sequel: 'end' });
    const transport = observed(ground.transport());
    const connection = createConnection({ url, transport, backoff: () => 20, autoConnect: false });
    const losses = lossesOf(connection, transport);
    connection.connect();
    const loss = await firstLoss(losses);
    expect(loss).toMatchObject({ code: 'ERR_HEARTWIRE_SOCKET_CLOSED', wasOpen: true, verdict: 'retry' });
    expect([1006, code]).toContain(loss.closeCode);
    expect(loss.after).toBeLessThan(MARGIN);
    await connection.opened();
    expectSockets(transport, 1);
    await connection.close();
  },
});

/** What a close frame means, by its code. */
export const closeFrameCases: readonly Case[] = [
  ...[...classes].map(byCode),
  refreshTwice(3000),
  refreshTwice(4401),
  ...Object.entries(forbidden).map(byFrame),
  ...unassigned.map(byUnassigned),
  {
    title:
      'a close frame with 1013 and retry-after=2 in its reason is dialed again not before 2 s have passed',
    async run(ground) {
      const { url } = corner(ground.control);
      const closed = await closedBy(ground, url('/close', { code: '1013', reason: 'busy; retry-after=2' }));
      await expectNext(closed, { verdict: 'retry', next: 'backoff', delay: 3_000 });
    },
  },
  {
    title:
      'a close frame after which the server holds the connection open ends the link within the bound all the same',
    async run(ground) {
      const { url } = tornFirst(ground.control, { send: closeFrame(4000), sequel: 'silence' });
      const transport = observed(ground.transport());
      const heartbeat = { pingInterval: 200, pongTimeout: 200 };
      const connection = createConnection({
        url,
        transport,
        dialect: text(),
        heartbeat,
        backoff: () => 20,
        autoConnect: false,
      });
      const losses = lossesOf(connection, transport);
      connection.connect();
      const loss = await firstLoss(losses);
      expect(loss).toMatchObject({ wasOpen: true, verdict: 'retry' });
      expect(loss.after).toBeLessThan(400 + MARGIN);
      await connection.opened();
      expectSockets(transport, 1);
      await connection.close();
    },
  },
];
