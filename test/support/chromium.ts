import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import { promisify } from 'node:util';
import { bundledChromium } from './bundled-chromium.ts';

const run = promisify(execFile);

/** Where a browser is looked for, in this order. */
export const SOURCES = ['system', 'playwright', 'bundled'] as const;

/**
 * `path`: the environment variable CHROMIUM_PATH. `system`: an installed Chrome or Chromium. `playwright`: the build that
 * Playwright downloaded. `bundled`: the headless shell that the package `@sparticuz/chromium` carries (Linux on x64).
 */
export type ChromiumSource = 'path' | (typeof SOURCES)[number];

/** A Chromium that has been seen to start. */
export interface Chromium {
  readonly source: ChromiumSource;
  readonly executablePath: string;
  /** As the browser says it, such as `Chromium 147.0.7727.0`; `unknown` on Windows, where it opens a window instead. */
  readonly version: string;
  /** Variables that it needs on top of the process's own. */
  readonly env: Readonly<Record<string, string>>;
}

/** What of a machine decides where its browser is. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

type Candidate = Pick<Chromium, 'executablePath' | 'env'>;

/** No sandbox, for root in containers; no traffic of the browser's own. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const LINUX_NAMES = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'chrome'];
const LINUX_FOLDERS = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome'];
const MAC_APPS = ['Google Chrome', 'Chromium'];
const WINDOWS_FOLDERS = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'];
const WINDOWS_APPS = ['Google\\Chrome', 'Chromium'];

/** Every place where a Chrome or Chromium of the machine's own can be, the likeliest first. */
export function systemPlaces({ platform, env }: Machine): string[] {
  if (platform === 'win32') {
    const folders = WINDOWS_FOLDERS.flatMap((name) => env[name] ?? []);
    const places = WINDOWS_APPS.flatMap((app) =>
      folders.map((folder) => win32.join(folder, app, 'Application\\chrome.exe')),
    );
    return [...places, ...onPath(env.PATH ?? env.Path, ['chrome.exe'], win32)];
  }
  if (platform === 'darwin') {
    const folders = ['/Applications', ...(env.HOME ? [posix.join(env.HOME, 'Applications')] : [])];
    const places = MAC_APPS.flatMap((app) =>
      folders.map((folder) => `${folder}/${app}.app/Contents/MacOS/${app}`),
    );
    return [...places, ...onPath(env.PATH, LINUX_NAMES, posix)];
  }
  return [...new Set(onPath([env.PATH, ...LINUX_FOLDERS].join(':'), LINUX_NAMES, posix))];
}

function onPath(
  path: string | undefined,
  names: readonly string[],
  { join, delimiter }: typeof posix,
): string[] {
  const folders = (path ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

async function candidates(source: ChromiumSource, machine: Machine): Promise<Candidate[]> {
  switch (source) {
    case 'path':
      return [{ executablePath: machine.env.CHROMIUM_PATH ?? '', env: {} }];
    case 'system':
      return existing(systemPlaces(machine));
    case 'playwright': {
      const { chromium } = await import('playwright');
      return existing([chromium.executablePath()]);
    }
    case 'bundled':
      return [await bundledChromium()];
  }
}

function existing(places: readonly string[]): Candidate[] {
  return places.filter((place) => existsSync(place)).map((executablePath) => ({ executablePath, env: {} }));
}

/** Starts the browser just to say its version: a stub, a broken package or a missing library shows here. */
async function versionOf({ executablePath, env }: Candidate): Promise<string> {
  if (process.platform === 'win32' && existsSync(executablePath)) return 'unknown';
  const { stdout } = await run(executablePath, ['--version'], {
    timeout: 30_000,
    env: { ...process.env, ...env },
  });
  return stdout.trim();
}

function sourcesToTry({ env }: Machine): readonly ChromiumSource[] {
  const forced = env.HEARTWIRE_BROWSER;
  if (forced === undefined || forced === '') return env.CHROMIUM_PATH ? ['path'] : SOURCES;
  const source = SOURCES.find((name) => name === forced);
  if (!source) throw new Error(`HEARTWIRE_BROWSER is '${forced}'; it can be ${SOURCES.join(', ')} or unset`);
  return [source];
}

function firstLine(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  return (stderr || message).trim().split('\n')[0] ?? '';
}

/**
 * Finds a Chromium that starts: CHROMIUM_PATH, else one of the system's, else Playwright's, else the bundled one, which it
 * unpacks (200 MB, seconds) on first use. HEARTWIRE_BROWSER=system|playwright|bundled looks in that one place only.
 * Rejects with a sentence that says what was tried and what to do. A script in plain JavaScript gets at it with
 * `(await runnerImport('./test/support/chromium.ts')).module` of Vite.
 */
export async function resolveChromium(machine: Machine = process): Promise<Chromium> {
  const sources = sourcesToTry(machine);
  const failures: string[] = [];
  for (const source of sources) {
    try {
      const found = await candidates(source, machine);
      if (found.length === 0) failures.push(`${source}: none found`);
      for (const candidate of found) {
        try {
          return { source, ...candidate, version: await versionOf(candidate) };
        } catch (error) {
          failures.push(`${source}: ${candidate.executablePath} does not start (${firstLine(error)})`);
        }
      }
    } catch (error) {
      failures.push(`${source}: ${firstLine(error)}`);
    }
  }
  throw new Error(
    `No Chromium to run browser tests in.\n  ${failures.join('\n  ')}\n` +
      'Install Chrome or Chromium, or set CHROMIUM_PATH to the executable of one.',
  );
}

/** What Playwright's `launch()` needs to start it. */
export function launchOptions({ executablePath, env }: Chromium) {
  return { executablePath, args: FLAGS, env: { ...process.env, ...env } };
}
