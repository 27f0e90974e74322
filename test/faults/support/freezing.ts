import { expect } from 'vitest';
import { constant } from '../../../src/backoff/index.ts';
import { text } from '../../../src/dialects/text.ts';
import type { Status } from '../../../src/machines/connection-parts.ts';
import type { Dialect } from '../../../src/ports/dialect.ts';
import type { Frame, WireData } from '../../../src/ports/transport.ts';
import { type Case, type Ground, settlesAt, sleep, until } from './ground.ts';
import { expectDeadline, expectSockets, firstLoss, lossesOf, MARGIN } from './losses.ts';
import { type Stage, type StageOptions, stage } from './stage.ts';

const PING = 200;
const PONG = 200;
const CONNECT = 800;
const CLOSE = 300;
/** Longer than any test: what is thawed in time must not be short of it on a slow machine. */
const AMPLE = 20_000;

/** A moment of a connection's life at which the network freezes. */
interface Moment {
  readonly name: string;
  readonly status: Status;
  readonly options?: StageOptions;
  /** Brings a connection that nobody has started there, the network flowing unless the moment is one of silence. */
  reach(stage: Stage): Promise<unknown>;
  /** What the app does when it is frozen; nothing, as a rule. */
  act?(stage: Stage): void;
  /** What the first loss after that says, and when: see `LossRecord.after`. */
  readonly loss: { readonly code: string; readonly deadline: number; readonly wasOpen: boolean };
}

/** Its hello asks the server for a welcome that takes so long that a network can freeze before. */
const slowWelcome: Dialect<Frame, WireData> = {
  name: 'slow-welcome',
  beat: { leads: 'client', life: 'any' },
  handshake: true,
  session: () => ({
    hello: () => ['{"do":"send","text":"welcome","after":1000}'],
    read: (frame, signals) => frame === 'welcome' && signals.welcome(),
    ping: () => '{"do":"send","text":"pong"}',
  }),
  write: (message) => message,
};

const dial = async ({ connection }: Stage): Promise<void> => {
  connection.connect();
  await connection.opened();
};

const noDial = { code: 'ERR_HEARTWIRE_CONNECT_TIMEOUT', deadline: CONNECT, wasOpen: false };
const noPong = { code: 'ERR_HEARTWIRE_PONG_TIMEOUT', deadline: PING + PONG, wasOpen: true };

const moments: readonly Moment[] = [
  {
    name: 'idle',
    status: 'idle',
    reach: async () => {},
    act: ({ connection }) => connection.connect(),
    loss: noDial,
  },
  {
    name: 'dialing',
    status: 'connecting',
    async reach({ connection, proxy, transport }) {
      await proxy.mode('freeze');
      connection.connect();
      await until('a socket is dialed', () => transport.dials.length === 1);
    },
    loss: noDial,
  },
  {
    name: 'handshaking',
    status: 'connecting',
    options: { dialect: slowWelcome, connectTimeout: CONNECT + 1_200 },
    async reach(set) {
      set.first = set.later = '/script';
      set.connection.connect();
      await until('the socket is open', () => set.transport.dials[0]?.isOpen === true);
    },
    loss: { ...noDial, deadline: CONNECT + 1_200 },
  },
  { name: 'open', status: 'open', reach: dial, loss: noPong },
  {
    name: 'awaitingPong',
    status: 'awaiting-pong',
    async reach(set) {
      await dial(set);
      await set.proxy.mode('freezeDown');
      await set.reaches('awaiting-pong');
    },
    loss: noPong,
  },
  {
    name: 'backoff',
    status: 'backoff',
    options: { backoff: constant(1_000) },
    async reach(set) {
      set.first = '/drop';
      set.connection.connect();
      await set.reaches('backoff');
    },
    loss: noDial,
  },
  {
    name: 'offline',
    status: 'offline',
    options: { offlineRetry: 1_000 },
    async reach(set) {
      set.first = '';
      set.environment.online = false;
      set.connection.connect();
      await set.reaches('offline');
    },
    loss: noDial,
  },
  {
    name: 'closed',
    status: 'closed',
    async reach(set) {
      await dial(set);
      await set.connection.close();
    },
    act: ({ connection }) => connection.connect(),
    loss: noDial,
  },
  {
    name: 'failed',
    status: 'failed',
    options: { retry: { verdict: ({ wasOpen }) => (wasOpen ? 'fatal' : undefined) } },
    async reach(set) {
      set.first = '/close';
      set.connection.connect();
      await set.reaches('failed');
    },
    act: ({ connection }) => connection.reconnect(),
    loss: noDial,
  },
];

const setFor = (ground: Ground, options: StageOptions | undefined): Promise<Stage> =>
  stage(ground, {
    dialect: text(),
    heartbeat: { pingInterval: PING, pongTimeout: PONG },
    backoff: constant(20),
    connectTimeout: CONNECT,
    closeTimeout: CLOSE,
    ...options,
  });

/** It opens, by one socket on each side. */
async function expectOpen(set: Stage): Promise<void> {
  await set.connection.opened();
  await settlesAt('sockets at the server', 1, set.openAtServer);
  expectSockets(set.transport, 1);
  await set.end();
}

const frozenIn = ({ name, status, options, reach, act, loss }: Moment): Case => ({
  title: `a network that freezes in ${name} is reported at its deadline, and the connection opens when it thaws`,
  async run(ground) {
    const set = await setFor(ground, options);
    set.first = '/heartbeat';
    await reach(set);
    expect(set.connection.status).toBe(status);
    const losses = lossesOf(set.connection, set.transport);
    await set.proxy.mode('freeze');
    act?.(set);
    const first = await firstLoss(losses);
    const { code, wasOpen, verdict } = first;
    expect({ code, wasOpen, verdict }).toEqual({ code: loss.code, wasOpen: loss.wasOpen, verdict: 'retry' });
    expectDeadline(first, loss.deadline);
    await set.proxy.mode('flow');
    await expectOpen(set);
  },
});

/** The moments at which a deadline runs that a freeze can outlast or not. */
const transient = moments.filter(({ name }) =>
  ['dialing', 'handshaking', 'open', 'awaitingPong'].includes(name),
);

const thawedIn = ({ name, status, options, reach }: Moment): Case => ({
  title: `a network that freezes in ${name} and thaws before the deadline costs nothing`,
  async run(ground) {
    const heartbeat = { pingInterval: PING, pongTimeout: AMPLE };
    const set = await setFor(ground, { ...options, heartbeat, connectTimeout: AMPLE });
    set.first = '/heartbeat';
    await reach(set);
    expect(set.connection.status).toBe(status);
    const losses = lossesOf(set.connection, set.transport);
    await set.proxy.mode('freeze');
    await sleep(PING + PONG);
    expect(set.connection.status).toBe(name === 'open' ? 'awaiting-pong' : status);
    await set.proxy.mode('flow');
    await set.reaches('open');
    expect([losses, set.transport.dials.length]).toEqual([[], 1]);
    await expectOpen(set);
  },
});

const closingUnder = (mode: 'freeze' | 'freezeUp' | 'freezeDown'): Case => ({
  title: `a network that has the mode ${mode} in closing holds close() up for closeTimeout, and the server hears of the end when it thaws`,
  async run(ground) {
    const set = await setFor(ground, undefined);
    await dial(set);
    const losses = lossesOf(set.connection, set.transport);
    await set.proxy.mode(mode);
    const start = performance.now();
    const closed = set.connection.close();
    expect(set.connection.status).toBe('closing');
    await closed;
    const took = performance.now() - start;
    expect(set.connection.status).toBe('closed');
    expect(took).toBeGreaterThanOrEqual(CLOSE - 5);
    expect(took).toBeLessThan(CLOSE + MARGIN);
    await set.proxy.mode('flow');
    await settlesAt('sockets at the server', 0, set.openAtServer);
    expect([set.connection.status, losses, set.transport.dials.length]).toEqual(['closed', [], 1]);
    expectSockets(set.transport, 0);
    await set.end();
  },
});

/** Freezes both ways, at each state of the chart. */
export const freezingCases: readonly Case[] = [
  ...moments.map(frozenIn),
  ...transient.map(thawedIn),
  ...(['freeze', 'freezeUp', 'freezeDown'] as const).map(closingUnder),
];
