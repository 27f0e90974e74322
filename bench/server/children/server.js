// @ts-check
/** The server that is measured. */
import { answer, input } from '../support/children.js';
import { contestants } from '../support/contestants.js';
import { watchLoop } from '../support/loop.js';
import { cpuTime, memory } from '../support/usage.js';

/** @type {{ contestant: import('../support/contestants.js').ContestantName, heartbeat: number }} */
const { contestant, heartbeat } = input();
const server = await contestants[contestant](heartbeat);
const listening = new Promise((resolve) => server.on('listening', () => resolve(undefined)));
/** @type {ReturnType<typeof watchLoop> | undefined} */
let watched;

answer({
  async port() {
    await listening;
    return /** @type {import('node:net').AddressInfo} */ (server.address()).port;
  },
  cpuTime,
  memory,
  watchLoop() {
    watched = watchLoop();
  },
  loop: () => watched?.(),
});
