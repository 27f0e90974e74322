// @ts-check
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { built, root } from '../support/build.js';

/** @typedef {{ readonly name: string, readonly bytes: number, readonly own: number | undefined }} SizeRow `own`: without xstate. */

const entries = [
  { name: 'heartwire: createConnection', code: `export { createConnection } from 'heartwire'`, isOurs: true },
  { name: 'heartwire: everything', code: `export * from 'heartwire'`, isOurs: true },
  { name: 'reconnecting-websocket', code: `export { default } from 'reconnecting-websocket'` },
  { name: 'partysocket', code: `export { default } from 'partysocket/ws'` },
  { name: 'socket.io-client', code: `export { io } from 'socket.io-client'` },
];

/**
 * Measures what an app ships to a browser: tree-shaken, minified for ES2022 and gzipped, in bytes.
 * @returns {Promise<SizeRow[]>}
 */
export function sizes() {
  return Promise.all(
    entries.map(async ({ name, code, isOurs }) => ({
      name,
      bytes: await size(code, []),
      own: isOurs ? await size(code, ['xstate']) : undefined,
    })),
  );
}

/**
 * @param {string} code
 * @param {string[]} external
 */
async function size(code, external) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: root },
    alias: { heartwire: built('index.js') },
    external,
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    logLevel: 'error',
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`Nothing was built of ${code}.`);
  return gzipSync(output.contents, { level: 9 }).length;
}
