import { expect } from 'vitest';
import { constant } from '../../../src/backoff/index.ts';
import { type Connection, createConnection } from '../../../src/connection.ts';
import type { ConnectionEvents } from '../../../src/connection-events.ts';
import type { Status } from '../../../src/machines/connection-parts.ts';
import type { Dialect } from '../../../src/ports/dialect.ts';
import type { Frame, Transport, WireData } from '../../../src/ports/transport.ts';
import { remoteProxy } from '../../setup/remote-proxy.ts';
import { type Case, corner, sleep, until } from './ground.ts';
import { type ObservedTransport, observed } from './observed.ts';

/** ms in which nothing may happen. */
const QUIET = 30;

/** A transport whose first socket a test can make speak when it is long superseded. */
export interface Ventriloquist {
  readonly transport: Transport;
  /** Lets the first socket report open, message, error and close, as if it did not know. */
  speak(): void;
}

export interface LateGround {
  /** Leads to an echo. */
  readonly url: string;
  make(): Ventriloquist;
}

/** Speaks with the voice of the transport itself: nothing of its own guards stands between. */
export function throughSink(transport: ObservedTransport): Ventriloquist {
  return {
    transport,
    speak() {
      const sink = transport.dials[0]?.sink;
      sink?.open('late');
      sink?.frame('late');
      sink?.heard('pong');
      sink?.error(new Error('late'));
      sink?.close(1008, 'late', true);
    },
  };
}

type Message = Connection<Frame, WireData>;

/** Raw, but for one message that it cannot read: a loss that finds the socket alive. */
const choosy: Dialect<Frame, WireData> = {
  name: 'choosy',
  beat: { leads: 'client', life: 'any' },
  session: () => ({
    read(frame, signals) {
      if (frame === 'unreadable') throw new Error('unreadable');
      signals.data(frame);
    },
    ping: () => 'ping',
  }),
  write: (message) => message,
};

interface Situation {
  readonly title: string;
  /** Brings an open connection there; the first socket is then a thing of the past. */
  reach(connection: Message): unknown;
  readonly status: Status;
  /** What still comes by itself. */
  readonly next: Status;
}

const situations: readonly Situation[] = [
  {
    title: 'while the next one dials',
    reach: (connection) => connection.reconnect(),
    status: 'connecting',
    next: 'open',
  },
  {
    title: 'while the next one is open',
    async reach(connection) {
      connection.reconnect();
      await connection.opened();
    },
    status: 'open',
    next: 'open',
  },
  {
    title: 'in backoff',
    async reach(connection) {
      connection.send('unreadable');
      await until('the link is lost', () => connection.status === 'backoff');
    },
    status: 'backoff',
    next: 'backoff',
  },
  {
    title: 'when the connection is closed',
    reach: (connection) => connection.close(),
    status: 'closed',
    next: 'closed',
  },
];

const names = ['message', 'status', 'open', 'lost', 'retry', 'pong', 'failed', 'closed', 'drop'] as const;

/** All that a connection says from now on. */
function record(connection: Message): (keyof ConnectionEvents)[] {
  const said: (keyof ConnectionEvents)[] = [];
  for (const name of names) connection.on(name, () => said.push(name));
  return said;
}

/** Late events of a socket that the connection has let go, in each situation in which it may be. */
export const lateEventCases = situations.map(({ title, reach, status, next }) => ({
  title: `a superseded socket's open, message, error and close change nothing ${title}`,
  async run({ url, make }: LateGround) {
    const { transport, speak } = make();
    const watched = observed(transport);
    const connection = createConnection<Frame, WireData>({
      url,
      transport: watched,
      dialect: choosy,
      backoff: constant(60_000),
    });
    await connection.opened();
    await reach(connection);
    const said = record(connection);
    const { cause, latency } = connection;
    speak();
    expect([connection.status, said]).toEqual([status, []]);
    await until(`it is ${next}`, () => connection.status === next);
    await sleep(QUIET);
    expect(said).toEqual(status === next ? [] : ['status', 'open']);
    expect(connection).toMatchObject({ status: next, cause, latency });
    expect(watched.dials.filter(({ isHeld }) => isHeld).length).toBe(next === 'open' ? 1 : 0);
    await connection.close();
  },
}));

/** The same with events that really come late: a network that held them lets go. */
export const thawedEventCase: Case = {
  title: 'the message and the close that a frozen way held come to a superseded socket and change nothing',
  async run({ transport, control }) {
    const proxy = await remoteProxy(control);
    const { url, count } = corner(control);
    const origins = [proxy.url, control];
    const connection = createConnection({
      url: () => url('/script', {}, origins.shift() ?? control),
      transport: transport(),
    });
    await connection.opened();
    await proxy.mode('freezeDown');
    connection.send('{"do":"send","text":"held"}');
    connection.send('{"do":"close","code":1008,"reason":"held"}');
    connection.reconnect();
    await connection.opened();
    const said = record(connection);
    await proxy.mode('flow');
    await expect.poll(async () => (await count()).open, { timeout: 5_000 }).toBe(1);
    await sleep(QUIET);
    expect([said, connection.status]).toEqual([[], 'open']);
    await connection.close();
    await proxy.close();
  },
};
