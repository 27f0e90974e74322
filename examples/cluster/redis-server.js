// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createClient } from 'redis';
import { freePort, HOST } from './ports.js';

/** How long Redis may take to answer, in ms. */
const START_TIMEOUT = 10_000;

/**
 * Starts a `redis-server` of its own on a free port of the loopback interface, which keeps nothing on disk.
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export async function startRedis() {
  const port = await freePort();
  const url = `redis://${HOST}:${port}`;
  const options = ['--bind', HOST, '--port', String(port), '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', options, { stdio: 'ignore' });
  process.on('exit', () => child.kill());
  const ended = Promise.race([once(child, 'exit'), once(child, 'error')]);
  try {
    await Promise.race([answers(url), ended.then(fail, fail)]);
  } catch (error) {
    child.kill();
    throw error;
  }
  return {
    url,
    async close() {
      child.kill();
      await ended;
    },
  };
}

function fail() {
  throw new Error('There is no redis-server that starts. Install Redis: its server is to be on the PATH.');
}

/** @param {string} url */
async function answers(url) {
  const until = Date.now() + START_TIMEOUT;
  const reconnectStrategy = () => (Date.now() < until ? 50 : new Error('Redis does not answer.'));
  const client = createClient({ url, socket: { reconnectStrategy } });
  client.on('error', () => {});
  await client.connect();
  client.destroy();
}
