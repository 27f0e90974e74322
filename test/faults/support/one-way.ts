import { expect } from 'vitest';
import { constant } from '../../../src/backoff/index.ts';
import { text } from '../../../src/dialects/text.ts';
import type { Dialect } from '../../../src/ports/dialect.ts';
import type { Frame, WireData } from '../../../src/ports/transport.ts';
import { type Case, type Ground, settlesAt, sleep, until } from './ground.ts';
import { expectDeadline, expectSockets, firstLoss, lossesOf, MARGIN } from './losses.ts';
import { type Stage, type StageOptions, stage } from './stage.ts';

const PING = 200;
const PONG = 200;
const CONNECT = 800;

const setFor = (ground: Ground, options: StageOptions = {}): Promise<Stage> =>
  stage(ground, {
    dialect: text(),
    heartbeat: { pingInterval: PING, pongTimeout: PONG },
    backoff: constant(20),
    connectTimeout: CONNECT,
    ...options,
  });

/** Counts nothing but an answer to a ping as life. */
const strict: Dialect<Frame, WireData> = { ...text(), beat: { leads: 'client', life: 'beat' } };

/** Is led by the server, whose word it answers. */
const led: Dialect<Frame, WireData> = {
  name: 'led',
  beat: { leads: 'server', life: 'any' },
  session: () => ({ read: (_, signals) => signals.ping('seen') }),
  write: (message) => message,
};

async function open(set: Stage, path: string): Promise<void> {
  set.first = set.later = path;
  set.connection.connect();
  await set.connection.opened();
}

async function expectBack(set: Stage): Promise<void> {
  await set.proxy.mode('flow');
  await set.connection.opened();
  await settlesAt('sockets at the server', 1, set.openAtServer);
  expectSockets(set.transport, 1);
  await set.end();
}

const pongTimeout = { code: 'ERR_HEARTWIRE_PONG_TIMEOUT', wasOpen: true, verdict: 'retry' };
const connectTimeout = { code: 'ERR_HEARTWIRE_CONNECT_TIMEOUT', wasOpen: false, verdict: 'retry' };

const dialing = (mode: 'freezeUp' | 'freezeDown', title: string, atServer: number): Case => ({
  title,
  async run(ground) {
    const set = await setFor(ground);
    await set.proxy.mode(mode);
    const losses = lossesOf(set.connection, set.transport);
    set.connection.connect();
    await settlesAt('sockets at the server', atServer, set.openAtServer);
    const loss = await firstLoss(losses);
    expect(loss).toMatchObject(connectTimeout);
    expectDeadline(loss, CONNECT);
    await expectBack(set);
  },
});

const openLink = (
  title: string,
  mode: 'freezeUp' | 'freezeDown',
  path: string,
  options?: StageOptions,
): Case => ({
  title,
  async run(ground) {
    const set = await setFor(ground, options);
    await open(set, path);
    const losses = lossesOf(set.connection, set.transport);
    const start = performance.now();
    await set.proxy.mode(mode);
    const loss = await firstLoss(losses);
    const took = performance.now() - start;
    expect(loss).toMatchObject(pongTimeout);
    expect(took).toBeLessThan(PING + PONG + MARGIN);
    await expectBack(set);
  },
});

/** Freezes one direction while the other flows. */
export const oneWayCases: readonly Case[] = [
  dialing(
    'freezeUp',
    'a dial whose request does not get through ends at its deadline, until the way up is free',
    0,
  ),
  dialing(
    'freezeDown',
    'a dial that the server accepts and whose answer does not get through ends at its deadline, and the accepted socket is let go',
    1,
  ),
  openLink('a link whose pings do not get through is lost within its bound', 'freezeUp', '/heartbeat'),
  openLink('a link whose answers do not get through is lost within its bound', 'freezeDown', '/heartbeat'),
  openLink(
    'a link whose server talks on is lost within its bound where it does not hear of a beat',
    'freezeUp',
    '/chatter',
    {
      dialect: strict,
    },
  ),
  openLink(
    'a link of a server that leads is lost within its bound when the way down freezes',
    'freezeDown',
    '/chatter',
    {
      dialect: led,
    },
  ),
  {
    title:
      'a link whose server talks on lives through a frozen way up where any frame counts as life, and delivers all of it',
    async run(ground) {
      const set = await setFor(ground);
      await open(set, '/chatter');
      const losses = lossesOf(set.connection, set.transport);
      await set.proxy.mode('freezeUp');
      let ticks = 0;
      set.connection.on('message', (message) => {
        if (message === 'tick') ticks += 1;
      });
      await sleep(3 * (PING + PONG));
      await until('the server was heard', () => ticks > 10);
      expect([losses, set.transport.dials.length]).toEqual([[], 1]);
      await expectBack(set);
    },
  },
  {
    title: 'messages that a frozen way up held arrive in order when it thaws in time',
    async run(ground) {
      const set = await setFor(ground, { heartbeat: { pingInterval: PING, pongTimeout: 20_000 } });
      await open(set, '/echo');
      const back: Frame[] = [];
      set.connection.on('message', (message) => back.push(message));
      await set.proxy.mode('freezeUp');
      const sent = Array.from({ length: 20 }, (_, number) => `message ${number}`);
      const outcomes = sent.map((message) => set.connection.send(message));
      expect(new Set(outcomes)).toEqual(new Set(['sent']));
      await sleep(PING);
      expect(back).toEqual([]);
      await set.proxy.mode('flow');
      await until('all are back', () => back.filter((message) => message !== 'heart_beat').length === 20);
      expect(back.filter((message) => message !== 'heart_beat')).toEqual(sent);
      await expectBack(set);
    },
  },
];
