import { memoryTransport } from '../../src/adapters/memory.ts';
import { virtualEnvironment } from '../../src/adapters/virtual-environment.ts';
import { sequence } from '../../src/backoff/index.ts';
import { createConnection } from '../../src/connection.ts';
import { defineView } from '../../src/inspect/view.ts';

/** What a picture shows. */
export type Scene = 'open' | 'awaiting-pong' | 'backoff' | 'failed';

/** Round trips of a network that has its moods, in ms. */
const TRIPS = [
  38, 41, 36, 44, 39, 52, 61, 47, 40, 38, 120, 86, 55, 42, 39, 37, 43, 40, 58, 45, 39, 41, 38, 64,
];
const START = Date.UTC(2026, 0, 15, 9, 30);
const TIMES = { pingInterval: 6_000, pongTimeout: 2_000 };

/** Puts a view of a connection on the page that has lived through some trouble on a virtual clock, and is now as the scene says. */
async function play(scene: Scene): Promise<void> {
  defineView();
  const environment = virtualEnvironment({ now: START });
  const transport = memoryTransport({ environment, latency: 20 });
  const connection = createConnection({
    url: 'wss://example.test/live',
    transport,
    environment,
    heartbeat: TIMES,
    backoff: sequence([1_200, 2_400, 8_000]),
    retry: { limit: 4 },
    autoConnect: false,
  });
  const view = document.createElement('heartwire-view');
  view.connection = connection;
  document.body.replaceChildren(view);
  const beat = async (trip: number): Promise<void> => {
    transport.latency = trip / 2;
    await environment.advance(TIMES.pingInterval + trip);
  };

  await environment.advance(800);
  connection.connect();
  await environment.advance(300);
  for (const trip of TRIPS.slice(0, 10)) await beat(trip);
  transport.freeze();
  await environment.advance(TIMES.pingInterval + TIMES.pongTimeout);
  transport.thaw();
  await environment.advance(1_300);
  for (const trip of TRIPS.slice(10)) await beat(trip);
  if (scene === 'open') await environment.advance(2_900);
  else if (scene === 'awaiting-pong') {
    transport.freeze();
    await environment.advance(TIMES.pingInterval + 700);
  } else {
    transport.peers.at(-1)?.close(1012, 'restarting');
    transport.mode = 'refuse';
    await environment.advance(5_900);
    if (scene === 'failed') await environment.advance(60_000);
  }
}

Object.assign(globalThis, { play });
