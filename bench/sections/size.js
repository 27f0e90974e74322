// @ts-check
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import { built } from '../support/build.js';

/** @typedef {{ readonly name: string, readonly bytes: number, readonly own: number | undefined }} SizeRow `own`: without xstate. */

const machine = `
export { HostedConnection, started } from '${built('hosted-connection.js')}';
export { connectionMachine } from '${built('machines/connection.js')}';
export { createActor } from 'xstate';`;

const entries = [
  { name: 'heartwire: createConnection', code: `export { createConnection } from 'heartwire'`, isOurs: true },
  { name: 'heartwire: everything', code: `export * from 'heartwire'`, isOurs: true },
  { name: 'heartwire/lite: createConnection', code: `export { createConnection } from 'heartwire/lite'` },
  { name: 'heartwire/lite: everything', code: `export * from 'heartwire/lite'` },
  { name: 'machine: createConnection', code: machine, isOurs: true },
  { name: 'reconnecting-websocket', code: `export { default } from 'reconnecting-websocket'` },
  { name: 'partysocket', code: `export { default } from 'partysocket/ws'` },
  { name: 'socket.io-client', code: `export { io } from 'socket.io-client'` },
];

/**
 * Measures what an app ships to a browser, as `npm run sizes` does: tree-shaken, minified for ES2022 and gzipped, in bytes.
 * @returns {Promise<SizeRow[]>}
 */
export async function sizes() {
  const path = fileURLToPath(new URL('../../scripts/sizes/bundle.ts', import.meta.url));
  /** @type {{ module: typeof import('../../scripts/sizes/bundle.ts') }} */
  const { module } = await runnerImport(path, { configFile: false });
  return Promise.all(
    entries.map(async ({ name, code, isOurs }) => ({
      name,
      bytes: await module.sizeOf(code, 'esbuild'),
      own: isOurs ? await module.sizeOf(code, 'esbuild', ['xstate']) : undefined,
    })),
  );
}
