import { describe, expect, test } from 'vitest';
import { memoryTransport } from '../../../src/adapters/memory.ts';
import { virtualEnvironment } from '../../../src/adapters/virtual-environment.ts';
import { constant } from '../../../src/backoff/index.ts';
import { createConnection } from '../../../src/connection.ts';
import { createRecorder } from '../../../src/inspect/index.ts';
import type { TimelineRecord } from '../../../src/inspect/timeline-record.ts';
import { timeline } from '../../../src/inspect/view/timeline.ts';

const START = 1_700_000_000_000;

/** A connection that is recorded and read as a view reads it. */
function watched() {
  const environment = virtualEnvironment({ now: START });
  const transport = memoryTransport({ environment, latency: 10 });
  const connection = createConnection({
    url: 'wss://example.test/',
    transport,
    environment,
    heartbeat: { pingInterval: 1_000, pongTimeout: 500 },
    backoff: constant(2_000),
    autoConnect: false,
  });
  const recorder = createRecorder();
  const told = timeline();
  recorder.subscribe((record) => told.add(record));
  const detach = recorder.attach(connection);
  return { environment, transport, connection, told, detach };
}

const record = (fields: Partial<TimelineRecord> & Pick<TimelineRecord, 'kind'>): TimelineRecord => ({
  id: 1,
  name: 'server',
  time: START,
  ...fields,
});

describe('a timeline of a connection', () => {
  test('adds up the time in each status, the one that lasts included', async () => {
    const { environment, connection, told } = watched();
    await environment.advance(300);
    connection.connect();
    await environment.advance(1_020);
    const shares = told.statuses
      .shares(environment.now())
      .map(({ status, time, times }) => [status, time, times]);
    expect(shares).toEqual([
      ['idle', 300, 1],
      ['connecting', 20, 1],
      ['open', 1_000, 1],
      ['awaiting-pong', 0, 1],
    ]);
    expect(told.statuses.current).toEqual({ status: 'awaiting-pong', from: START + 1_320, to: undefined });
  });

  test('has shares that make up the whole', async () => {
    const { environment, connection, told } = watched();
    connection.connect();
    await environment.advance(10_000);
    const all = told.statuses.shares(environment.now()).reduce((sum, { share }) => sum + share, 0);
    expect(all).toBeCloseTo(1, 9);
  });

  test('knows the deadline that runs, when it is due and how long it was', async () => {
    const { environment, transport, connection, told } = watched();
    expect(told.deadline).toBeUndefined();
    connection.connect();
    expect(told.deadline).toEqual({ name: 'connectTimeout', due: START + 10_000, length: 10_000 });
    await environment.advance(20);
    transport.freeze();
    await environment.advance(1_000);
    expect(told.deadline).toEqual({ name: 'pongTimeout', due: START + 1_520, length: 500 });
    await environment.advance(500);
    expect(told.deadline).toEqual({ name: 'backoffDelay', due: START + 3_520, length: 2_000 });
  });

  test('does not take a deadline that goes on for a new one', async () => {
    const { environment, connection, told } = watched();
    connection.connect();
    await environment.advance(5_020);
    // The count was reset at 5,020, in the middle of a ping interval.
    expect(told.latest?.event).toBe('after.stableAfter');
    expect(told.deadline?.length).toBe(1_000);
  });

  test('keeps round trips and losses, and the last of these', async () => {
    const { environment, transport, connection, told } = watched();
    connection.connect();
    await environment.advance(1_040);
    transport.peers.at(-1)?.close(1012);
    await environment.advance(10);
    expect(told.trips.map(({ time, record }) => [time, record.roundTrip])).toEqual([[START + 1_040, 20]]);
    expect(told.losses.map(({ time, record }) => [time, record.cause, record.closeCode])).toEqual([
      [START + 1_050, 'ERR_HEARTWIRE_SOCKET_CLOSED', 1012],
    ]);
    expect(told.lost?.closeCode).toBe(1012);
  });

  test('tells a failed attempt from the loss of a link', async () => {
    const { environment, transport, connection, told } = watched();
    transport.mode = 'refuse';
    connection.connect();
    await environment.advance(20);
    expect(told.lost?.cause).toBe('ERR_HEARTWIRE_DIAL_FAILED');
    expect(told.losses).toEqual([]);
  });

  test('stops the clock while nobody watches', async () => {
    const { environment, connection, told, detach } = watched();
    connection.connect();
    await environment.advance(500);
    detach();
    await environment.advance(60_000);
    expect(told.deadline).toBeUndefined();
    expect(told.statuses.current).toBeUndefined();
    const time = told.statuses.shares(environment.now()).reduce((sum, share) => sum + share.time, 0);
    expect(time).toBe(500);
  });

  test('survives a wall clock that is set back', () => {
    const told = timeline();
    told.add(record({ kind: 'attached', to: 'idle', state: 'idle' }));
    told.add(
      record({
        kind: 'transition',
        time: START - 5_000,
        from: 'idle',
        to: 'connecting',
        state: 'live.connecting.dialing',
      }),
    );
    expect(told.statuses.shares(START - 6_000).map(({ time }) => time)).toEqual([0, 0]);
  });
});

describe('a timeline of a server', () => {
  test('tells who is there, who went, and why', () => {
    const told = timeline();
    told.add(record({ kind: 'attached' }));
    told.add(record({ id: 2, kind: 'peer', link: 1, to: 'alive' }));
    told.add(record({ id: 3, kind: 'peer', link: 2, to: 'alive', time: START + 10 }));
    told.add(record({ id: 4, kind: 'lost', link: 1, cause: 'ERR_HEARTWIRE_PONG_TIMEOUT', time: START + 20 }));
    told.add(
      record({
        id: 5,
        kind: 'gone',
        link: 1,
        cause: 'ERR_HEARTWIRE_PONG_TIMEOUT',
        roundTrip: 7,
        time: START + 20,
      }),
    );
    expect(told.about).toBe('server');
    expect(told.peers.peers).toEqual([
      { id: 2, from: START + 10 },
      { id: 1, from: START, to: START + 20, cause: 'ERR_HEARTWIRE_PONG_TIMEOUT', roundTrip: 7 },
    ]);
    const { present, came, lost, refused } = told.peers;
    expect({ present, came, lost, refused }).toEqual({ present: 1, came: 2, lost: 1, refused: 0 });
  });

  test('counts refusals that one record stands for', () => {
    const told = timeline();
    const refusal = { id: 2, kind: 'refused', httpStatus: 403, reason: 'origin' } as const;
    told.add(record({ kind: 'attached' }));
    told.add(record(refusal));
    told.add(record({ ...refusal, count: 2 }));
    told.add(record({ ...refusal, count: 3 }));
    told.add(record({ ...refusal, id: 3, httpStatus: 503 }));
    expect(told.peers.refused).toBe(4);
  });

  test('remembers no more than 50 that went', () => {
    const told = timeline();
    for (let link = 1; link <= 80; link += 1) {
      told.add(record({ id: 2 * link, kind: 'peer', link }));
      told.add(record({ id: 2 * link + 1, kind: 'gone', link }));
    }
    expect(told.peers.peers.map(({ id }) => id)).toEqual(
      Array.from({ length: 50 }, (_, index) => 80 - index),
    );
  });
});
