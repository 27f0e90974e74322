import { expect } from 'vitest';
import type { AnyEventObject, AnyMachineSnapshot } from 'xstate';
import type { createConnection } from '../../../src/connection.ts';
import { HIGH_WATER_MARK } from '../../../src/defaults.ts';
import type { Loss } from '../../../src/ports/loss.ts';
import type { Frame, WireData } from '../../../src/ports/transport.ts';
import { modelStatus } from '../../../src/testing/connection-model.ts';
import type { Edge } from '../../../src/testing/edges-of.ts';
import type { TestModel } from '../../../src/testing/test-model-of.ts';
import { causeName, expectation, type Observation, visible } from './expectation.ts';
import type { Ground, Stand } from './ground.ts';
import type { Said } from './mailbox.ts';
import type { Setting } from './settings.ts';
import { timedEnvironment } from './timed-environment.ts';

/** A build of the library: the one in `src`, or any other that keeps its promises. */
export interface Build {
  readonly createConnection: typeof createConnection;
}

/** A real connection that is led along a path of the model. */
export interface Walk {
  /** Makes `event` happen in the world, then sends a message. */
  take(event: AnyEventObject): Promise<void>;
  /**
   * Rejects where anything that can be seen is not as the model says; then does all that must change nothing, such as letting every
   * socket of the past speak, and looks again.
   */
  check(): Promise<void>;
  /** Closes, and rejects unless no timer, socket or listener is left. */
  end(): Promise<void>;
  /** Edges that have been taken, and checked. */
  readonly covered: ReadonlySet<Edge>;
}

const names = ['status', 'open', 'lost', 'retry', 'pong', 'failed', 'closed', 'drop', 'message'] as const;

const signals = {
  'network.online': 'online',
  'network.offline': 'offline',
  'page.woken': 'wake',
  'page.restored': 'restored',
} as const;

export function startWalk(model: TestModel, setting: Setting, ground: Ground, build: Build): Walk {
  const stand = ground.stand();
  const { environment, world, dues, elapsed } = timedEnvironment();
  const start = world.now();
  const expected = expectation(model, setting, start);
  const covered = new Set<Edge>();
  let taken: readonly Edge[] = [];
  let said: Said[] = [];
  if (setting.isCongested) stand.transport.congestion = HIGH_WATER_MARK;

  const connection = build.createConnection<Frame, WireData>({
    ...setting.options,
    url: 'ws://server.test/',
    transport: stand.transport,
    environment,
    autoConnect: false,
  });
  for (const name of names) connection.on(name, (event) => said.push(saidOf(name, event, start)));

  const act = async (event: AnyEventObject, ms: number): Promise<void> => {
    const { type } = event;
    const isClosing = modelStatus(expected.at) === 'closing';
    if (type in signals) world.signal(signals[type as keyof typeof signals]);
    else if (type.startsWith('after.')) await passTime(event, ms);
    else await cause(event, isClosing);
    await world.settle();
    // A server that was deaf while the link closed has missed the end of it.
    if (isClosing) await stand.order('hear');
  };

  const passTime = async ({ heardBefore, late }: AnyEventObject, ms: number): Promise<void> => {
    if (heardBefore !== undefined) {
      await world.advance(ms - heardBefore);
      await stand.order('say/data');
      await until(ground, async () => expect(said.map(([name]) => name)).toContain('message'));
      return world.advance(heardBefore);
    }
    if (late) world.jump(ms);
    return world.advance(late ? 0 : ms);
  };

  const cause = async (event: AnyEventObject, isClosing: boolean): Promise<void> => {
    switch (event.type) {
      case 'connect':
        return connection.connect();
      case 'reconnect':
        return connection.reconnect();
      case 'close':
        if (willClose(expected.at)) await stand.order('deafen');
        return void connection.close();
      case 'probe':
        expected.probed(setting.options.probeTimeout ?? 0);
        return void connection.probe().catch(() => {});
      case 'socket.opened':
        return stand.order('accept');
      case 'handshake.completed':
        return stand.order('say/welcome');
      case 'peer.heard':
        return stand.order('say/pong');
      case 'link.lost':
        if (isClosing) await stand.order('hear');
        return stand.order(event.cause.closeCode === 1006 ? 'cut' : `close/${event.cause.closeCode}`);
      default:
        throw new Error(`nobody knows how '${event.type}' comes about`);
    }
  };

  /** Everything that an app and a platform can do and that the model does not react to. */
  const disturb = (): void => {
    const { at } = expected;
    const isIgnored = (type: string): boolean => model.step(at, { type }).edges.length === 0;
    if (isIgnored('connect')) connection.connect();
    if (isIgnored('close')) connection.close();
    if (isIgnored('page.woken')) for (const name of ['wake', 'shown', 'resumed'] as const) world.signal(name);
    if (isIgnored('page.restored')) world.signal('restored');
    if (isIgnored('network.online') && world.online) world.signal('online');
    for (const name of ['hidden', 'frozen'] as const) world.signal(name);
  };

  const observe = async (): Promise<Observation> => {
    await world.settle();
    const { received, open } = await stand.view();
    const snapshot = connection.actor.getSnapshot();
    const { nextAttemptAt } = connection;
    const inSocket = setting.isCongested && expected.at.matches('live');
    return {
      status: connection.status,
      value: snapshot.value,
      context: visible(snapshot.context),
      nextAttemptAt: nextAttemptAt === undefined ? undefined : nextAttemptAt - start,
      said,
      dials: stand.transport.sinks.length,
      sockets: open,
      received,
      timers: dues(),
      listeners: world.listeners,
      bytesWaiting: connection.bufferedAmount - (inSocket ? HIGH_WATER_MARK : 0),
    };
  };
  const same = async (): Promise<void> => expect(await observe()).toEqual(expected.observation());

  return {
    covered,
    async take(event) {
      const from = expected.at;
      said = [];
      const ms = Math.round(model.clock(model.step(from, event).state).now - elapsed());
      await act(event, ms);
      taken = expected.take(event).edges;
    },
    async check() {
      await until(ground, same);
      const { text, ttl, answer } = expected.post();
      expect(connection.send(text, ttl === undefined ? {} : { ttl })).toBe(answer);
      speakLate(stand, expected.at);
      disturb();
      await until(ground, same);
      for (const edge of taken) covered.add(edge);
    },
    async end() {
      const closed = connection.close();
      await world.advance(setting.options.closeTimeout ?? 0);
      await closed;
      await stand.order('hear');
      await until(ground, async () => {
        const { sockets, timers, listeners } = await observe();
        expect({ sockets, timers, listeners }).toEqual({ sockets: 0, timers: [], listeners: 0 });
      });
    },
  };
}

function saidOf(name: string, event: unknown, start: number): Said {
  if (name === 'message') return [name, { message: event }];
  const { at, ...rest } = event as { readonly at?: number; readonly cause?: Loss | undefined };
  return [
    name,
    {
      ...rest,
      ...('cause' in rest && { cause: causeName(rest.cause) }),
      ...(at !== undefined && { at: at - start }),
    },
  ];
}

/** Whether a close frame goes out on `close()`: the server does not answer it until it is told to. */
const willClose = (at: AnyMachineSnapshot): boolean =>
  at.matches({ live: 'open' }) || at.matches({ live: { connecting: 'handshaking' } });

/** Everything that a socket can say, from every socket that is not the link's. */
function speakLate({ transport: { sinks } }: Stand, at: AnyMachineSnapshot): void {
  for (const sink of sinks.slice(0, at.matches('live') ? -1 : sinks.length)) {
    sink.open('late');
    for (const frame of ['late', 'pong', 'welcome']) sink.frame(frame);
    sink.heard('pong');
    sink.close(4000, 'late', true);
    sink.error(new Error('late'));
  }
}

async function until({ patience }: Ground, holds: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + patience;
  for (;;) {
    try {
      return await holds();
    } catch (fault) {
      if (performance.now() >= deadline) throw fault;
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
  }
}
