// @ts-check
import { readFile } from 'node:fs/promises';
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { root } from './build.js';

/** What the numbers were measured on. */
export function machine() {
  return {
    node: process.version,
    system: `${platform()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memory: totalmem(),
    load: loadavg()[0],
  };
}

const packages = [
  'xstate',
  'ws',
  'reconnecting-websocket',
  'partysocket',
  'socket.io-client',
  'socket.io',
  'engine.io',
  'esbuild',
];

/** Versions of all that takes part. @returns {Promise<Record<string, string>>} */
export async function versions() {
  const entries = packages.map(async (name) => {
    const text = await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8');
    return [name, JSON.parse(text).version];
  });
  return Object.fromEntries(await Promise.all(entries));
}
