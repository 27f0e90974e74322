import { memoryTransport } from '../../src/adapters/memory.ts';
import { virtualEnvironment } from '../../src/adapters/virtual-environment.ts';
import { createConnection } from '../../src/connection.ts';
import type { Transport } from '../../src/ports/transport.ts';
import type { Preset } from '../../src/presets.ts';
import { serveOnMemory } from '../support/systems/on-memory.ts';
import type { Clock, System } from '../support/systems/system.ts';

/** ms from one end to the other. */
export const LATENCY = 20;

export interface WorldOptions {
  readonly seed?: number;
  readonly latency?: number;
  /** What stands between the connection and the memory transport. */
  readonly wrap?: (transport: Transport) => Transport;
}

/** A client of a preset and a server of its system, on the virtual clock, as in a browser: without control frames. */
export function presetWorld<In, Out, Server extends System>(
  preset: Preset<In, Out>,
  server: (clock: Clock) => Server,
  { seed = 1, latency = LATENCY, wrap = (transport) => transport }: WorldOptions = {},
) {
  const environment = virtualEnvironment({ seed });
  const transport = memoryTransport({ environment, latency, controlFrames: false });
  const system = server(environment);
  serveOnMemory(transport, system);
  const start = environment.now();
  const connection = createConnection({
    url: 'wss://chat.test/ws',
    transport: wrap(transport),
    environment,
    ...preset,
  });
  const messages: In[] = [];
  const statuses: string[] = [];
  const losses: {
    readonly code: string;
    readonly at: number;
    readonly silence: number;
    readonly verdict: string;
  }[] = [];
  const retries: { readonly attempt: number; readonly delay: number }[] = [];
  connection.on('message', (message) => messages.push(message));
  connection.on('status', ({ status }) => statuses.push(status));
  connection.on('lost', ({ cause: { code }, silence, verdict }) =>
    losses.push({ code, at: environment.now() - start, silence, verdict }),
  );
  connection.on('retry', ({ attempt, delay }) => retries.push({ attempt, delay }));
  return {
    environment,
    transport,
    server: system,
    connection,
    messages,
    statuses,
    losses,
    retries,
    /** ms since the connection was created. */
    elapsed: () => environment.now() - start,
    /** The other end of the latest socket. */
    peer() {
      const peer = transport.peers.at(-1);
      if (!peer) throw new Error('no socket has been accepted yet');
      return peer;
    },
    /** Moves the clock until `isSo`, in steps of 10 ms; throws after `most` ms. */
    async until(isSo: () => boolean, most = 120_000) {
      for (let waited = 0; !isSo(); waited += 10) {
        if (waited > most) throw new Error(`it was not so within ${most} ms`);
        await environment.advance(10);
      }
    },
  };
}
