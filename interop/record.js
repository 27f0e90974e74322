// @ts-check
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import install from './install.js';

/** The official clients that are recorded. */
const NAMES = ['phoenix', 'signalr', 'centrifuge', 'pusher', 'stompjs'];

const fileOf = (name) => fileURLToPath(new URL(`traces/${name}.json`, import.meta.url));

/** The trace that is in the repository. @param {string} name @returns {import('./recorder/record-client.js').Trace | undefined} */
const recorded = (name) =>
  existsSync(fileOf(name)) ? JSON.parse(readFileSync(fileOf(name), 'utf8')) : undefined;

/** Runs an official client against a scripted server. @param {string} name @returns {Promise<import('./recorder/record-client.js').Trace>} */
async function record(name) {
  const { recordClient } = await import('./recorder/record-client.js');
  const { default: recording } = await import(`./recorder/clients/${name}.js`);
  const manifest = new URL(`node_modules/${recording.package}/package.json`, import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  return recordClient(recording, version);
}

/** `npm run record [-- NAME …]`: writes the traces that are not as they were. `--check`: writes none, and fails instead. */
async function main() {
  const { values, positionals } = parseArgs({
    options: { check: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  await install();
  mkdirSync(fileURLToPath(new URL('traces', import.meta.url)), { recursive: true });
  for (const name of positionals.length > 0 ? positionals : NAMES) {
    const trace = await record(name);
    const isSame = isDeepStrictEqual(trace, recorded(name));
    if (!isSame && values.check) process.exitCode = 1;
    if (!isSame && !values.check) writeFileSync(fileOf(name), `${JSON.stringify(trace, null, 2)}\n`);
    console.log(`${name}: ${isSame ? 'as recorded' : values.check ? 'differs from its trace' : 'written'}`);
  }
  // Some clients leave timers behind.
  process.exit();
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
