// @ts-check
/** CPU time of an event of the connection's chart, in µs: pings that go out and pongs that come in, by turns, run in one way. */
import { input, report } from '../support/processes.js';
import { chartOf, creatorOf, idleHost } from '../support/ways.js';

/** @typedef {{ status(): string, turn(): void | Promise<void> }} Chart `turn`: two events, from open to awaiting-pong and back */

const PING_INTERVAL = 25_000;

/** @type {{ way: import('../support/ways.js').Way, part: 'chart' | 'connection', warmUp: number, count: number }} */
const { way, part, warmUp, count } = input();

/** The chart by itself. @returns {Promise<Chart>} */
async function chart() {
  const host = await idleHost();
  const send = (await chartOf(way))(host);
  const probe = { type: 'probe' };
  const heard = { type: 'peer.heard' };
  send({ type: 'connect' });
  send({ type: 'socket.opened' });
  return {
    status: () => host.status,
    turn() {
      send(probe);
      send(heard);
    },
  };
}

/** A whole connection, whose socket and clock are ours: its timer fires, its ping is answered. @returns {Promise<Chart>} */
async function connection() {
  const createConnection = await creatorOf(way);
  /** @type {Map<number, () => void>} */
  const timers = new Map();
  let lastTimer = 0;
  let now = 0;
  /** @type {any} */
  let sink;
  const link = { send() {}, close() {}, discard() {}, bufferedAmount: 0, ping() {} };
  const connection = createConnection({
    url: 'ws://127.0.0.1/',
    heartbeat: { pingInterval: PING_INTERVAL, pongTimeout: 10_000 },
    transport: {
      name: 'fake',
      controlFrames: true,
      open(/** @type {unknown} */ _, /** @type {unknown} */ reporting) {
        sink = reporting;
        return link;
      },
    },
    environment: {
      now: () => now,
      random: () => 0.5,
      online: true,
      subscribe: () => () => {},
      setTimeout(/** @type {() => void} */ callback) {
        lastTimer += 1;
        timers.set(lastTimer, callback);
        return lastTimer;
      },
      clearTimeout: (/** @type {number} */ timer) => timers.delete(timer),
    },
  });
  const fire = () => {
    for (const [timer, callback] of timers) {
      timers.delete(timer);
      callback();
      return;
    }
  };
  await new Promise((resolve) => setImmediate(resolve));
  sink.open('');
  now += 5_000;
  // The link is stable; the next ping is the only timer from now on.
  fire();
  if (timers.size !== 1) throw new Error(`${way} has ${timers.size} timers while it is open.`);
  return {
    status: () => connection.status,
    turn() {
      now += PING_INTERVAL;
      fire();
      sink.heard('pong');
      // One look at the clock serves the frames of one task, and this was one.
      return Promise.resolve();
    },
  };
}

const { status, turn } = await { chart, connection }[part]();

/** @param {number} events */
async function run(events) {
  const before = process.cpuUsage();
  for (let event = 0; event < events; event += 2) {
    const task = turn();
    if (task) await task;
  }
  const { user, system } = process.cpuUsage(before);
  if (status() !== 'open') throw new Error(`${way} ended ${status()}.`);
  return (user + system) / events;
}

await run(warmUp);
report(await run(count));
