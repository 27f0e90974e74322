import { expect } from 'vitest';
import type { Connection } from '../../../src/connection.ts';
import type { ConnectionEvents } from '../../../src/connection-events.ts';
import { text } from '../../../src/dialects/text.ts';
import type { Status } from '../../../src/machines/connection-parts.ts';
import type { Dialect } from '../../../src/ports/dialect.ts';
import type { Frame, WireData } from '../../../src/ports/transport.ts';
import { type Case, until } from './ground.ts';
import { type Stage, type StageOptions, stage } from './stage.ts';

type Command = 'close' | 'reconnect';

/** A state, and how a connection that nobody has started gets there. */
interface State {
  readonly status: Status;
  /** Sockets dialed on the way. */
  readonly dials: number;
  readonly options?: StageOptions | (() => StageOptions);
  reach(stage: Stage): Promise<void>;
}

const dial = async ({ connection }: Stage): Promise<void> => {
  connection.connect();
  await connection.opened();
};

const isDialed = ({ transport }: Stage) => until('a socket is dialed', () => transport.dials.length === 1);

/** Its first hello is echoed in vain, later ones are the welcome that they wait for. */
function slowToWelcome(): Dialect<Frame, WireData> {
  let hellos = 0;
  return {
    name: 'slow-to-welcome',
    beat: { leads: 'client', life: 'any' },
    handshake: true,
    session: () => ({
      hello: () => [++hellos > 1 ? 'welcome' : 'hello'],
      read: (frame, signals) => frame === 'welcome' && signals.welcome(),
      ping: () => 'ping',
    }),
    write: (message) => message,
  };
}

const states: Readonly<Record<string, State>> = {
  idle: { status: 'idle', dials: 0, reach: async () => {} },
  dialing: {
    status: 'connecting',
    dials: 1,
    async reach(stage) {
      await stage.proxy.mode('hang');
      stage.connection.connect();
      await isDialed(stage);
    },
  },
  handshaking: {
    status: 'connecting',
    dials: 1,
    options: () => ({ dialect: slowToWelcome() }),
    async reach({ connection, transport }) {
      connection.connect();
      await until('the socket is open', () => transport.dials[0]?.isOpen === true);
    },
  },
  open: { status: 'open', dials: 1, reach: dial },
  awaitingPong: {
    status: 'awaiting-pong',
    dials: 1,
    options: { dialect: text(), heartbeat: { pingInterval: 10, pongTimeout: 60_000 } },
    async reach(stage) {
      stage.first = '/mute';
      stage.connection.connect();
      await stage.reaches('awaiting-pong');
    },
  },
  backoff: {
    status: 'backoff',
    dials: 1,
    async reach({ connection, proxy, reaches }) {
      await proxy.mode('refuse');
      connection.connect();
      await reaches('backoff');
      await proxy.mode('flow');
    },
  },
  offline: {
    status: 'offline',
    dials: 0,
    async reach(stage) {
      // A loopback url ignores the flag, so what gives the url has to fail first.
      stage.first = '';
      stage.environment.online = false;
      stage.connection.connect();
      await stage.reaches('offline');
      stage.environment.online = true;
    },
  },
  closing: {
    status: 'closing',
    dials: 1,
    async reach(stage) {
      await dial(stage);
      await stage.proxy.mode('freeze');
      stage.connection.close();
    },
  },
  closed: {
    status: 'closed',
    dials: 1,
    async reach(stage) {
      await dial(stage);
      await stage.connection.close();
    },
  },
  failed: {
    status: 'failed',
    dials: 1,
    options: { retry: { verdict: () => 'fatal' } },
    async reach(stage) {
      stage.first = '/drop';
      stage.connection.connect();
      await stage.reaches('failed');
    },
  },
};

/** An event, and how a connection that nobody has started comes to report it. */
interface Happening {
  readonly event: keyof ConnectionEvents;
  /** Sockets dialed before it. */
  readonly dials: number;
  readonly options?: StageOptions;
  happen(stage: Stage): unknown;
}

const isCut = async (stage: Stage): Promise<void> => {
  stage.first = '/script';
  await dial(stage);
  stage.connection.send('{"do":"terminate"}');
};

const happenings: readonly Happening[] = [
  {
    event: 'message',
    dials: 1,
    async happen(stage) {
      await dial(stage);
      stage.connection.send('echoed');
    },
  },
  { event: 'status', dials: 0, happen: ({ connection }) => connection.connect() },
  { event: 'open', dials: 1, happen: dial },
  { event: 'lost', dials: 1, happen: isCut },
  { event: 'retry', dials: 1, happen: isCut },
  {
    event: 'pong',
    dials: 1,
    options: { dialect: text(), heartbeat: { pingInterval: 10, pongTimeout: 5_000 } },
    happen(stage) {
      stage.first = '/heartbeat';
      return dial(stage);
    },
  },
  {
    event: 'failed',
    dials: 1,
    options: { retry: { verdict: () => 'fatal' } },
    happen(stage) {
      stage.first = '/drop';
      stage.connection.connect();
    },
  },
  {
    event: 'closed',
    dials: 1,
    async happen(stage) {
      await dial(stage);
      stage.connection.close();
    },
  },
  {
    event: 'drop',
    dials: 0,
    options: { outbox: false },
    happen({ connection }) {
      connection.connect();
      connection.send('too early');
    },
  },
];

/** What is left once a command has had its way. A connection that failed is left as it is by `close()`. */
async function expectEnd(set: Stage, command: Command, from: Status | undefined, dials: number) {
  const { connection, transport, proxy } = set;
  await proxy.mode('flow');
  if (command === 'reconnect') await connection.opened();
  else await connection.close();
  const isClosed = command === 'close';
  await expect.poll(set.openAtServer, { timeout: 5_000, interval: 5 }).toBe(isClosed ? 0 : 1);
  const status = connection.status === 'awaiting-pong' ? 'open' : connection.status;
  const held = transport.dials.filter(({ isHeld }) => isHeld).length;
  expect({ status, held, dials: transport.dials.length }).toEqual({
    status: isClosed ? (from === 'failed' ? 'failed' : 'closed') : 'open',
    held: isClosed ? 0 : 1,
    dials: dials + (isClosed ? 0 : 1),
  });
  expect(transport.mostHeld).toBeLessThanOrEqual(1);
  await set.end();
}

const give = (connection: Connection<Frame, WireData>, command: Command): unknown => connection[command]();

const ends: Readonly<Record<Command, string>> = {
  close: 'leaves no socket and stays closed',
  reconnect: 'ends open on one socket',
};

const commands: readonly Command[] = ['close', 'reconnect'];

const inState = (command: Command, [name, { status, dials, options, reach }]: [string, State]): Case => ({
  title: `${command}() in ${name} ${ends[command]}`,
  async run(ground) {
    const set = await stage(ground, typeof options === 'function' ? options() : options);
    await reach(set);
    expect(set.connection.status).toBe(status);
    give(set.connection, command);
    await expectEnd(set, command, status, dials);
  },
});

const inListener = (command: Command, { event, dials, options, happen }: Happening): Case => ({
  title: `${command}() from inside a listener for ${event} ${ends[command]}`,
  async run(ground) {
    const set = await stage(ground, options);
    const returned: unknown[] = [];
    set.connection.on(event, () => {
      if (returned.length > 0) return;
      try {
        returned.push(give(set.connection, command));
      } catch (error) {
        returned.push(error);
      }
    });
    await Promise.allSettled([happen(set), until(`${event} is reported`, () => returned.length > 0)]);
    expect(returned).toEqual([command === 'close' ? expect.any(Promise) : undefined]);
    await returned[0];
    await expectEnd(set, command, event === 'failed' ? 'failed' : undefined, dials);
  },
});

/** `close()` and `reconnect()` in every state and from inside every listener. An unhandled rejection ends the whole run. */
export const commandCases: readonly Case[] = commands.flatMap((command) => [
  ...Object.entries(states).map((state) => inState(command, state)),
  ...happenings.map((happening) => inListener(command, happening)),
]);
