// @ts-check
import { setTimeout as sleep } from 'node:timers/promises';

/** Memory of this process in bytes, with what nobody holds collected. */
export async function memory() {
  for (let round = 0; round < 4; round += 1) {
    globalThis.gc?.();
    await sleep(20);
  }
  const { heapUsed, rss } = process.memoryUsage();
  return { heapUsed, rss };
}

/** CPU time of this process in µs since it started. */
export function cpuTime() {
  const { user, system } = process.cpuUsage();
  return user + system;
}
