import { browserEnvironment } from '../../../src/adapters/browser-environment.ts';
import { ws } from '../../../src/adapters/ws.ts';
import { createConnection } from '../../../src/connection.ts';
import { text } from '../../../src/dialects/text.ts';
import type { Environment } from '../../../src/ports/environment.ts';
import { type FaultMode, faultProxy } from '../../../src/testing/fault-proxy.ts';
import { beatingServer } from './beating-server.ts';
import { settlesAt, sleep } from './ground.ts';
import { lossesOf } from './losses.ts';
import { observed } from './observed.ts';

/** How often the network changes, and for how long, in ms. */
const EVERY = 300;
const FOR = 30_000;

/** What the connection is told of time, in ms: an attempt fits between two changes, and a loss is seen in one. */
export const times = {
  heartbeat: { pingInterval: 100, pongTimeout: 100 },
  connectTimeout: 250,
  backoff: 50,
} as const;

/** The longest that a connection needs to be open once the network is there for good. */
export const OPEN_WITHIN = times.connectTimeout + times.backoff;

/** `freeze`: the network goes in silence. `refuse`: it resets the link and closes the port. */
export type Flap = 'freeze' | 'refuse';

/** Lets the network behind a proxy come and go for a while; it is there at the end. Answers how often it went. */
export async function flap(
  proxy: { mode(name: FaultMode): Promise<void>; reset(): unknown },
  kind: Flap,
): Promise<number> {
  const start = performance.now();
  let changes = 0;
  for (; performance.now() - start < FOR; changes += 1) {
    const isGone = changes % 2 === 0;
    await proxy.mode(isGone ? kind : 'flow');
    if (isGone && kind === 'refuse') await proxy.reset();
    await sleep(Math.max(0, start + (changes + 1) * EVERY - performance.now()));
  }
  await proxy.mode('flow');
  return Math.ceil(changes / 2);
}

/** What is left when the network has come and gone. Times in ms. */
interface Flapped {
  readonly gone: number;
  readonly lostOpen: number;
  /** From the last change until the connection was open. */
  readonly openAfter: number;
  readonly dials: number;
  readonly mostHeld: number;
  /** What holds the process before the first dial, and after `close()`. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Listeners of the environment after `close()`. */
  readonly listeners: number;
}

/** Lives through a flapping network in front of a server. For a process of its own: it looks at all of its handles. */
export async function livesThroughFlapping(kind: Flap): Promise<Flapped> {
  const before = process.getActiveResourcesInfo();
  const server = await beatingServer();
  const proxy = await faultProxy({ target: server.port });
  const { environment, count } = counted(browserEnvironment());
  const transport = observed(ws());
  const connection = createConnection({
    ...times,
    url: `ws://127.0.0.1:${proxy.port}/`,
    transport,
    environment,
    dialect: text(),
    backoff: ({ random }) => random() * times.backoff,
  });
  await connection.opened();
  const losses = lossesOf(connection, transport);
  const gone = await flap(proxy, kind);
  const start = performance.now();
  await connection.opened();
  const openAfter = performance.now() - start;
  await settlesAt('sockets at the server', 1, () => server.sockets);
  const lostOpen = losses.filter(({ wasOpen }) => wasOpen).length;
  await connection.close();
  await proxy.close();
  await server.close();
  // A handle that was closed goes in the turns of the loop that follow.
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return {
    gone,
    lostOpen,
    openAfter,
    dials: transport.dials.length,
    mostHeld: transport.mostHeld,
    before,
    after: process.getActiveResourcesInfo(),
    listeners: count(),
  };
}

/** The same environment, with a count of who listens. */
function counted(environment: Environment): { environment: Environment; count: () => number } {
  let listeners = 0;
  const subscribe: Environment['subscribe'] = (listener) => {
    const off = environment.subscribe(listener);
    listeners += 1;
    return () => {
      listeners -= 1;
      off();
    };
  };
  return { environment: { ...environment, subscribe }, count: () => listeners };
}
