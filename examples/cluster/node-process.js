// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { HOST } from './ports.js';

const start = fileURLToPath(new URL('../start.js', import.meta.url));

/**
 * Starts the presence chat as a process of its own; resolves when its page is served.
 * @param {number} port
 * @param {{ redis: string, nodes: readonly string[] }} cluster
 * @returns {Promise<{ url: string, pid: number | undefined, close(): Promise<void> }>}
 */
export async function startNode(port, { redis, nodes }) {
  const NODES = nodes.join(',');
  const child = spawn(process.execPath, [start, 'presence-chat'], {
    env: { ...process.env, PORT: String(port), REDIS_URL: redis, NODES, ORIGINS: NODES },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.on('exit', () => child.kill());
  const ended = once(child, 'exit');
  const url = await Promise.race([printedUrl(child.stdout), ended.then(() => '')]);
  if (url !== `http://${HOST}:${port}/`) {
    child.kill();
    throw new Error(`A node did not start on port ${port}.`);
  }
  ended.then(() => console.log(`Node ${url} has ended.`));
  return {
    url,
    pid: child.pid,
    async close() {
      child.kill();
      await ended;
    },
  };
}

/** @param {import('node:stream').Readable} stdout */
async function printedUrl(stdout) {
  for await (const line of stdout.setEncoding('utf8')) {
    const url = /http:\/\/\S+/.exec(line)?.[0];
    if (url) return url;
  }
  return '';
}
