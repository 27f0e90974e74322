// @ts-check
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * Of a process that is measured. On as few cores as this takes, helper threads of the collector spin while they wait for
 * each other, and that doubled the CPU time of one run in ten.
 */
const measured = { execArgv: ['--expose-gc', '--single-threaded-gc'], timeout: 90_000 };

/**
 * @typedef {{ readonly ws: string, readonly io: string, readonly ioFast: string }} Addresses
 * Where the server listens: plain WebSocket, socket.io, and socket.io with a fast heartbeat.
 */

/**
 * @param {string} name of a script in `bench/children`
 * @param {unknown} input what it finds in its argument
 * @param {import('node:child_process').ForkOptions} options
 */
function start(name, input, options) {
  const script = fileURLToPath(new URL(`../children/${name}.js`, import.meta.url));
  return fork(script, [JSON.stringify(input)], options);
}

/**
 * Runs a script in a process of its own and resolves with the one message that it sends.
 * @param {string} name of a script in `bench/children`
 * @param {unknown} input what it finds in its argument
 * @returns {Promise<any>}
 */
export function measure(name, input) {
  const child = start(name, input, measured);
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      reject(new Error(`${name} ended with ${signal ?? code} for ${JSON.stringify(input)}.`)),
    );
  });
}

/**
 * Lends a server in a process of its own.
 * @template T
 * @param {(addresses: Addresses) => Promise<T>} use
 */
export async function withServer(use) {
  const child = start('server', null, { execArgv: [] });
  const ended = once(child, 'exit');
  try {
    const addresses = await Promise.race([
      once(child, 'message').then(([message]) => /** @type {Addresses} */ (message)),
      ended.then(([code]) => Promise.reject(new Error(`The server ended with ${code}.`))),
    ]);
    return await use(addresses);
  } finally {
    child.kill();
    await ended;
  }
}

/** What the parent gave this process. @returns {any} */
export const input = () => JSON.parse(process.argv[2] ?? 'null');

/** Hands the result to the parent and ends this process. @param {unknown} result */
export function report(result) {
  process.send?.(result, () => process.exit(0));
}
