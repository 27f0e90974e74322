// @ts-check
/** Heap that one idle connection holds, in bytes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { clients } from '../support/clients.js';
import { input, report } from '../support/processes.js';

const AT_ONCE = 50;

/** @type {{ client: import('../support/clients.js').ClientName, addresses: import('../support/processes.js').Addresses, connections: number, settle: number }} */
const { client, addresses, connections, settle } = input();
const target = { ws: `${addresses.ws}/echo`, io: addresses.io };
/** @type {unknown[]} */
const held = [];

/** @param {number} count a multiple of `AT_ONCE` */
async function open(count) {
  for (let opened = 0; opened < count; opened += AT_ONCE) {
    const batch = Array.from({ length: AT_ONCE }, () => clients[client](target, () => {}));
    held.push(...(await Promise.all(batch)));
  }
}

async function heapUsed() {
  for (let round = 0; round < 4; round += 1) {
    globalThis.gc?.();
    await sleep(20);
  }
  return process.memoryUsage().heapUsed;
}

// The first connections pay for code and caches that all share.
await open(2 * AT_ONCE);
await sleep(settle);
const before = await heapUsed();
await open(connections);
await sleep(settle);
const after = await heapUsed();
report((after - before) / connections);
