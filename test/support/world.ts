import { memoryTransport } from '../../src/adapters/memory.ts';
import { virtualEnvironment } from '../../src/adapters/virtual-environment.ts';
import { type Connection, createConnection } from '../../src/connection.ts';
import type { ConnectionEvents } from '../../src/connection-events.ts';
import { text } from '../../src/dialects/text.ts';
import type { ConnectionOptions } from '../../src/options.ts';
import type { Frame, WireData } from '../../src/ports/transport.ts';

const names = ['status', 'open', 'lost', 'retry', 'pong', 'failed', 'closed', 'drop', 'message'] as const;

/** A connection over the memory transport on a virtual clock, with a record of all that it said. */
export function world<In = Frame, Out = WireData>(
  options: Partial<ConnectionOptions<In, Out>> & {
    latency?: number;
    controlFrames?: boolean;
    seed?: number;
  } = {},
) {
  const { latency = 5, controlFrames = true, seed = 1, ...rest } = options;
  const environment = virtualEnvironment({ seed });
  const transport = memoryTransport({ environment, latency, controlFrames });
  const connection: Connection<In, Out> = createConnection<In, Out>({
    url: 'ws://server.test/',
    environment,
    transport,
    ...rest,
  } as ConnectionOptions<In, Out>);
  const events: [name: string, event: unknown][] = [];
  const statuses: string[] = [];
  for (const name of names) connection.on(name, (event) => events.push([name, event]));
  connection.on('status', ({ status }) => statuses.push(status));
  const of = <K extends keyof ConnectionEvents>(name: K) =>
    events.filter(([other]) => other === name).map(([, event]) => event as ConnectionEvents<In, Out>[K]);
  const start = environment.now();
  return {
    environment,
    transport,
    connection,
    events,
    statuses,
    of,
    /** ms since the world began. */
    elapsed: () => environment.now() - start,
    /** The latest peer. */
    get peer() {
      const peer = transport.peers.at(-1);
      if (!peer) throw new Error('no peer yet');
      return peer;
    },
    advance: (ms: number) => environment.advance(ms),
  };
}

/** A world whose dialect pings in text frames, which the server answers until told otherwise. */
export function textWorld(options: Parameters<typeof world<string | ArrayBuffer | Blob, WireData>>[0] = {}) {
  const answering = { on: true };
  const made = world({
    dialect: text(),
    heartbeat: { pingInterval: 1_000, pongTimeout: 500 },
    ...options,
  } as Parameters<typeof world>[0]);
  made.transport.onPeer((peer) =>
    peer.onMessage((frame) => {
      if (answering.on && frame === 'heart_beat') peer.send('ok');
    }),
  );
  return Object.assign(made, { answering });
}
