// @ts-check
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const modules = join(folder, 'node_modules');
const stamp = join(modules, '.installed-lock');
const cache = join(folder, '..', '.cache');
const lock = join(cache, 'interop-install');

/** How long `npm ci` may take, in ms, and how long another run is waited for. */
const LIMIT = 240_000;
/** A lock that is older belongs to a run that ended without a word. */
const STALE = LIMIT + 30_000;

/** Of the lock file and what it was installed on: native parts differ between majors of Node. */
const wanted = () =>
  createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .update(process.versions.modules)
    .digest('hex');

const isInstalled = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted();

/**
 * Installs the packages of interop/ where they are missing or not those of its lock file. Runs at the same time wait for each
 * other. Rejects, with what to do, where npm fails: without its registry, for one. Vitest calls it before the interop tests.
 */
export default async function install() {
  const deadline = Date.now() + STALE;
  while (!isInstalled()) {
    if (!hasLock()) {
      if (Date.now() > deadline)
        throw new Error(`interop: ${lock} is held by another run; remove it if there is none`);
      await sleep(250);
      continue;
    }
    try {
      // The run that was waited for may have done it.
      if (!isInstalled()) await npmCi();
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
}

/** Takes the lock: making a folder is atomic. One that is too old, or whose process is gone, is moved aside by one run alone. */
function hasLock() {
  mkdirSync(cache, { recursive: true });
  try {
    mkdirSync(lock);
    writeFileSync(join(lock, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    if (isAbandoned()) moveAside();
    return false;
  }
}

function isAbandoned() {
  try {
    if (Date.now() - statSync(lock).mtimeMs > STALE) return true;
    process.kill(Number(readFileSync(join(lock, 'pid'), 'utf8')) || process.pid, 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
}

function moveAside() {
  const aside = `${lock}-${process.pid}-${Date.now()}`;
  try {
    renameSync(lock, aside);
    rmSync(aside, { recursive: true, force: true });
  } catch {
    // Another run was faster.
  }
}

/** @returns {Promise<void>} */
function npmCi() {
  const hash = wanted();
  console.log('interop: installing the real servers and clients (npm ci) …');
  const npm = spawn('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
    timeout: LIMIT,
  });
  let said = '';
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.on('data', (data) => {
      said = (said + data).slice(-4_000);
    });
  }
  return new Promise((resolve, reject) => {
    npm.once('error', reject);
    npm.once('close', (code, signal) => {
      if (code === 0) {
        writeFileSync(stamp, hash);
        resolve();
        return;
      }
      const why = signal ? `was ended after ${LIMIT / 1_000} s` : `ended with ${code}`;
      reject(
        new Error(
          `interop: npm ci ${why}. The interop tests need the npm registry once; then they run without a network.\n` +
            `To try by hand: npm ci --prefix interop --ignore-scripts\n${said}`,
        ),
      );
    });
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await install();
