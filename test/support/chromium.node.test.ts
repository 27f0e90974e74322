import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fillOnce } from './bundled-chromium.ts';
import { resolveChromium, systemPlaces } from './chromium.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heartwire-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('systemPlaces', () => {
  test('looks on Linux on the PATH, then in the usual folders, each name everywhere before the next', () => {
    const places = systemPlaces({ platform: 'linux', env: { PATH: '/home/me/bin:/usr/bin' } });
    expect(places.slice(0, 6)).toEqual([
      '/home/me/bin/google-chrome-stable',
      '/usr/bin/google-chrome-stable',
      '/usr/local/bin/google-chrome-stable',
      '/snap/bin/google-chrome-stable',
      '/opt/google/chrome/google-chrome-stable',
      '/home/me/bin/google-chrome',
    ]);
    expect(places).toContain('/opt/google/chrome/chrome');
  });

  test('looks on macOS among the applications of the machine and of the user', () => {
    expect(systemPlaces({ platform: 'darwin', env: { HOME: '/Users/me' } })).toEqual([
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Users/me/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Users/me/Applications/Chromium.app/Contents/MacOS/Chromium',
    ]);
  });

  test('looks on Windows in the folders of programs, then on the Path', () => {
    const env = { PROGRAMFILES: 'C:\\Program Files', LOCALAPPDATA: 'C:\\me', Path: 'D:\\bin;' };
    expect(systemPlaces({ platform: 'win32', env })).toEqual([
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
      'C:\\me\\Google\\Chrome\\Application\\chrome.exe',
      'C:\\Program Files\\Chromium\\Application\\chrome.exe',
      'C:\\me\\Chromium\\Application\\chrome.exe',
      'D:\\bin\\chrome.exe',
    ]);
  });
});

describe('resolveChromium', () => {
  test('refuses a HEARTWIRE_BROWSER that it does not know', async () => {
    await expect(
      resolveChromium({ platform: 'linux', env: { HEARTWIRE_BROWSER: 'netscape' } }),
    ).rejects.toThrow("HEARTWIRE_BROWSER is 'netscape'; it can be system, playwright, bundled or unset");
  });

  test('does not fall back from a CHROMIUM_PATH that does not start, and says what to do', async () => {
    const machine = { platform: process.platform, env: { CHROMIUM_PATH: join(folder, 'gone') } };
    await expect(resolveChromium(machine)).rejects.toThrow(
      /^No Chromium to run browser tests in\.\n {2}path: .*gone does not start \(.*ENOENT.*\)\nInstall Chrome or Chromium, or set CHROMIUM_PATH to the executable of one\.$/,
    );
  });

  test.skipIf(process.platform === 'win32')(
    'passes over an installed browser that does not start',
    async () => {
      const [broken, working] = ['broken', 'working'].map((name) =>
        join(folder, name, 'google-chrome-stable'),
      );
      script(broken, 'echo "requires the snap to be installed" >&2; exit 1');
      script(working, 'echo "Chromium 1.2.3"');
      const env = { HEARTWIRE_BROWSER: 'system', PATH: `${folder}/broken:${folder}/working` };
      await expect(resolveChromium({ platform: 'linux', env })).resolves.toEqual({
        source: 'system',
        executablePath: working,
        version: 'Chromium 1.2.3',
        env: {},
      });
    },
  );
});

function script(path = '', body: string): void {
  mkdirSync(join(path, '..'));
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}

describe('fillOnce', () => {
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  test('shows a whole folder or none, and leaves one copy, when several fill it at the same time', async () => {
    const target = join(folder, 'cache', 'chromium');
    const fill = (name: string) =>
      fillOnce(target, async (staging) => {
        writeFileSync(join(staging, 'first'), name);
        await turn();
        expect(readdirSync(join(folder, 'cache'))).not.toContain('chromium');
        await turn();
        writeFileSync(join(staging, 'second'), name);
      });
    await Promise.all([fill('a'), fill('b')]);
    expect(readdirSync(join(folder, 'cache'))).toEqual(['chromium']);
    const written = ['first', 'second'].map((name) => readFileSync(join(target, name), 'utf8'));
    expect(new Set(written).size).toBe(1);
  });

  test('fills no second time', async () => {
    const target = join(folder, 'chromium');
    await fillOnce(target, async (staging) => writeFileSync(join(staging, 'file'), 'a'));
    await fillOnce(target, () => Promise.reject(new Error('filled twice')));
    expect(readFileSync(join(target, 'file'), 'utf8')).toBe('a');
  });

  test('leaves nothing behind when the filling fails', async () => {
    await expect(
      fillOnce(join(folder, 'chromium'), () => Promise.reject(new Error('disk full'))),
    ).rejects.toThrow('disk full');
    expect(readdirSync(folder)).toEqual([]);
  });
});
