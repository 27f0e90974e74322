import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compile } from '../../scripts/runtimes/installed.ts';

const runner = fileURLToPath(new URL('../../scripts/runtimes.js', import.meta.url));

let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heartwire-runner-'));
  await compile(join(folder, 'package'));
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly code: unknown;
  readonly told: string;
}

const run = (...args: string[]): Promise<Outcome> =>
  new Promise((resolve) => {
    execFile(process.execPath, [runner, ...args], (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, told: stdout + stderr }),
    );
  });

const sections = (...names: string[]) => names.flatMap((name) => ['--section', name]);

/** The package, with pieces of its code replaced: by file, what by what. */
function broken(pieces: Readonly<Record<string, readonly [from: string, to: string]>>): string {
  const copy = mkdtempSync(join(folder, 'broken-'));
  cpSync(join(folder, 'package'), copy, { recursive: true });
  for (const [file, [from, to]] of Object.entries(pieces)) {
    const path = join(copy, file);
    const code = readFileSync(path, 'utf8');
    expect(code.split(from).length).toBe(2);
    writeFileSync(path, code.replace(from, to));
  }
  return copy;
}

test('on this Node every answer is due or listed, and the exit code is 0', { timeout: 120_000 }, async () => {
  const asked = ['drop-in', 'transport contract', 'frozen link', 'entries', 'end of the process'];
  const { code, told } = await run('node', '--package', join(folder, 'package'), ...sections(...asked));
  expect(told).not.toContain('FAILED');
  expect(told).toMatch(
    new RegExp(
      [
        `^Node ${process.versions.node}`,
        '  drop-in: \\d+ passed, 18 as listed',
        '  transport contract: \\d+ passed',
        '  frozen link: 2 passed',
        '  entries: \\d+ passed',
        '  end of the process: 4 passed',
        '',
        'runtime +passed +failed +known differences',
        `Node ${process.versions.node} +3\\d\\d +0 +18`,
      ].join('\n'),
    ),
  );
  expect(code).toBe(0);
});

test('a promise that is broken and an answer that is not listed are named, and the exit code is 1', {
  timeout: 120_000,
}, async () => {
  const path = broken({
    'dist/adapters/browser.js': ['reason, wasClean);', "'', wasClean);"],
    'dist/websocket/drop-in.js': ["#binaryType = 'blob'", "#binaryType = 'arraybuffer'"],
  });
  const { code, told } = await run(
    'node',
    '--package',
    path,
    ...sections('transport contract', 'drop-in', 'entries'),
  );
  expect(told).toContain(
    "FAILED reports the peer's close code and reason once, and nothing after it: reports: got",
  );
  expect(told).toContain(
    'FAILED binary arrives as a Blob: ["ArrayBuffer",[1,2]], where ["Blob",[1,2]] is due',
  );
  expect(told).toMatch(/^ {2}entries: \d+ passed$/m);
  expect(told).toMatch(/^Node \S+ +\d+ +\d\d +18$/m);
  expect(code).toBe(1);
});

test('a runtime that cannot be had is named with the reason and what was tried; alone, the exit code is 1', {
  timeout: 60_000,
}, async () => {
  const args = ['--package', join(folder, 'package'), ...sections('entries')];
  const alone = await run('rhino', ...args);
  expect(alone.told).toContain('NOT RUN: rhino. no such runtime is known\n  tried: nothing');
  expect(alone.code).toBe(1);
  const beside = await run('rhino', 'node', ...args);
  expect(beside.told).toContain('NOT RUN: rhino.');
  expect(beside.code).toBe(0);
});

test('a section that there is not is refused by name', async () => {
  const { code, told } = await run('node', '--section', 'nothing');
  expect(told).toContain('--section: no nothing; there are own WebSocket, drop-in,');
  expect(code).toBe(2);
});
