import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { memoryTransport } from '../../../src/adapters/memory.ts';
import { virtualEnvironment } from '../../../src/adapters/virtual-environment.ts';
import { constant } from '../../../src/backoff/index.ts';
import { createConnection } from '../../../src/connection.ts';

const WARM_UP = 1_000;
const ROUNDS = 10_000;

/** What is there after 10,000 reconnects on the memory transport. For a process of its own: it measures the heap. */
interface Remains {
  readonly dials: number;
  /** How far the heap grew after warm-up, in bytes. */
  readonly growth: number;
  /** Left after `close()`. */
  readonly timers: number;
  readonly listeners: number;
  readonly abortListeners: number;
  readonly sockets: number;
}

/** Half of the reconnects are asked for by the app, half follow a socket that broke. */
export async function reconnectInMemory(): Promise<Remains> {
  setFlagsFromString('--expose-gc');
  const gc: () => void = runInNewContext('gc');
  const environment = virtualEnvironment();
  const transport = memoryTransport({ environment });
  const { signal } = new AbortController();
  const connection = createConnection({
    url: 'ws://memory/',
    environment,
    transport,
    signal,
    backoff: constant(10),
    heartbeat: { pingInterval: 1_000, pongTimeout: 500 },
  });
  const reconnect = async (rounds: number): Promise<void> => {
    for (let round = 0; round < rounds; round += 1) {
      if (round % 2) transport.peers.at(-1)?.reset();
      else connection.reconnect();
      connection.send('queued');
      await environment.advance(20);
      await connection.opened();
      transport.peers.splice(0, transport.peers.length - 1);
    }
  };
  const heap = (): number => {
    gc();
    return process.memoryUsage().heapUsed;
  };
  await environment.advance(20);
  await reconnect(WARM_UP);
  const before = heap();
  await reconnect(ROUNDS);
  const growth = heap() - before;
  const { dials } = transport;
  await Promise.all([connection.close(), environment.advance(100)]);
  return {
    dials,
    growth,
    timers: environment.timers,
    listeners: environment.listeners,
    abortListeners: getEventListeners(signal, 'abort').length,
    sockets: transport.live,
  };
}
