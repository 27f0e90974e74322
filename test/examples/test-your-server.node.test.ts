import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installed, type Scratch } from '../docs/support/scratch.ts';

const example = fileURLToPath(new URL('../../examples/test-your-server', import.meta.url));
let scratch: Scratch;

beforeAll(async () => {
  scratch = await installed();
  cpSync(example, `${scratch.folder}/example`, { recursive: true });
}, 60_000);

afterAll(() => scratch.remove());

interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** Runs the example as its reader does, on one of its two servers. */
const run = (server: string): Promise<Outcome> =>
  new Promise((resolve) => {
    const args = ['--test', '--test-reporter=tap', `${scratch.folder}/example/server.test.js`];
    const env = { ...process.env, SERVER: server };
    execFile(process.execPath, args, { env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({
        code: typeof error?.code === 'number' ? error.code : error ? -1 : 0,
        output: stdout + stderr,
      });
    });
  });

const count = (output: string, what: string): number =>
  Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(output)?.[1]);

test('the tests that the model makes find the bug of the busy server, and say what it is', async () => {
  const { code, output } = await run('./busy-server.js');
  expect(code).toBe(1);
  expect(count(output, 'fail')).toBe(3);
  expect(count(output, 'pass')).toBeGreaterThan(0);
  expect(output).toContain(
    'The server did not answer the ping within 1000 ms. The client dials, sends resize the picture, wakes from sleep.',
  );
}, 60_000);

test('the tests that the model makes pass on the fixed server', async () => {
  const { code, output } = await run('./fixed-server.js');
  expect([code, count(output, 'fail')]).toEqual([0, 0]);
  expect(count(output, 'pass')).toBeGreaterThan(5);
}, 60_000);
