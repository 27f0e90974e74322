import { type MemoryPeer, type MemoryTransport, memoryTransport } from '../../src/adapters/memory.ts';
import { type VirtualEnvironment, virtualEnvironment } from '../../src/adapters/virtual-environment.ts';
import { linear } from '../../src/backoff/index.ts';
import { type Connection, createConnection } from '../../src/connection.ts';
import type { ConnectionEvents } from '../../src/connection-events.ts';
import { text } from '../../src/dialects/text.ts';
import type { ConnectionOptions } from '../../src/options.ts';
import type { Loss } from '../../src/ports/loss.ts';
import type { Frame, WireData } from '../../src/ports/transport.ts';
import { lines, type Picture, peerLine } from './model/lines.ts';
import type { EventName, Reaction } from './model/notices.ts';
import { bounds, type Settings, times } from './model/settings.ts';

export type Options = ConnectionOptions<Frame, WireData>;

/** Something between the commands and the library: nothing, or what breaks it in a way that the model must see. */
export interface Sabotage {
  readonly options?: (options: Options) => Options;
  readonly connection?: (connection: Connection<Frame, WireData>) => Connection<Frame, WireData>;
}

/** A connection over the memory transport on a virtual clock, and all that can be seen of it. */
export interface Real {
  readonly connection: Connection<Frame, WireData>;
  readonly environment: VirtualEnvironment;
  readonly transport: MemoryTransport;
  /** What gives the url. */
  readonly provider: { isBroken: boolean };
  /** The server's end of the latest socket that it accepted. */
  readonly peer: MemoryPeer;
  /** By the number of the message that they take back. */
  readonly aborts: Map<number, AbortController>;
  /** The next time that `name` is heard, its listener does so. */
  react(name: EventName, reaction: Reaction): void;
  probe(): void;
  picture(isSettled: boolean): Picture;
}

const short = (code: string | undefined) => code?.replace('ERR_HEARTWIRE_', '');
const codeOf = (cause: Loss | undefined) => short(cause?.code);

type Line<K extends EventName> = (event: ConnectionEvents<Frame, WireData>[K]) => string;

const lineOf: { readonly [K in EventName]: Line<K> } = {
  status: ({ status }) => lines.status(status),
  open: ({ link, attempt }) => lines.open(link, attempt),
  lost: ({ cause, ...rest }) =>
    lines.lost({ ...rest, code: codeOf(cause) ?? '', closeCode: cause.closeCode }),
  retry: ({ attempt, delay, cause }) => lines.retry(attempt, delay, codeOf(cause)),
  pong: ({ latency }) => lines.pong(latency),
  failed: ({ attempt, cause }) => lines.failed(attempt, codeOf(cause)),
  closed: () => lines.closed(),
  drop: ({ message, reason }) => lines.drop(String(message), reason),
  message: (message) => lines.message(String(message)),
};

const { step, ...durations } = { ...times, step: times.backoffStep };

export function createReal(
  { limit, overflow, keepAlive }: Settings,
  sabotage: Sabotage,
  reported: string[],
): Real {
  const environment = Object.assign(virtualEnvironment(), { random: () => 0.5 });
  const transport = memoryTransport({ environment });
  transport.onPeer((peer) =>
    peer.onMessage((frame) => {
      if (frame === 'heart_beat') peer.send('ok');
    }),
  );
  const provider = { isBroken: false };
  const { pingInterval, pongTimeout, stableAfter, backoffStep: _, ...deadlines } = durations;
  const options: Options = {
    async url() {
      if (provider.isBroken) throw new Error('no url to be had');
      return 'ws://server.test/';
    },
    environment,
    transport,
    dialect: text(),
    autoConnect: false,
    heartbeat: { pingInterval, pongTimeout, keepAlive },
    retry: { limit, stableAfter },
    backoff: linear({ base: step, step, cap: 1_000_000, jitter: 'none' }),
    outbox: { ...bounds, overflow },
    ...deadlines,
  };
  const made = createConnection<Frame, WireData>(sabotage.options?.(options) ?? options);
  const connection = sabotage.connection?.(made) ?? made;
  const start = environment.now();
  const probes: string[] = [];
  let events: string[] = [];
  const watch = <K extends EventName>(name: K) =>
    connection.on(name, (event) => events.push((lineOf[name] as Line<K>)(event)));
  for (const name of Object.keys(lineOf)) watch(name as EventName);

  return {
    connection,
    environment,
    transport,
    provider,
    aborts: new Map(),
    get peer() {
      const peer = transport.peers.at(-1);
      if (!peer) throw new Error('the server has accepted no socket');
      return peer;
    },
    react(name, reaction) {
      const off = connection.on(name, () => {
        off();
        if (reaction === 'throw') throw new Error(`from a listener for ${name}`);
        connection[reaction]();
      });
    },
    probe() {
      const index = probes.push('pending') - 1;
      connection.probe().then(
        (latency) => {
          probes[index] = `${latency}`;
        },
        ({ code }) => {
          probes[index] = short(code) ?? '';
        },
      );
    },
    picture(isSettled) {
      const told = events;
      events = [];
      const { status, attempt, nextAttemptAt, latency, bufferedAmount } = connection;
      return {
        status,
        attempt,
        nextAttemptAt: nextAttemptAt === undefined ? undefined : nextAttemptAt - start,
        cause: codeOf(connection.cause),
        latency,
        bufferedAmount,
        live: transport.live,
        dials: transport.dials,
        listeners: environment.listeners,
        timers: isSettled ? environment.timers : undefined,
        probes: [...probes],
        reported: [...reported],
        peers: transport.peers.map(({ received, closedWith }) => peerLine(received, closedWith?.code)),
        events: told,
      };
    },
  };
}
