import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, inject, test } from 'vitest';
import { bundledScript } from '../support/bundled-script.ts';
import { answerOf, type Implementation } from './conformance/differences/index.ts';
import type { Answer } from './conformance/row.ts';
import { rows } from './conformance/rows.ts';

const run = promisify(execFile);

/** The first Node whose own WebSocket is on by default. */
const NODE = 'node@22';

const inThatNode = (...args: string[]) =>
  run('npm', ['exec', '--yes', `--package=${NODE}`, '--', 'node', ...args], {
    timeout: 120_000,
    maxBuffer: 2 ** 24,
  });

const version = await inThatNode('-p', 'process.version').then(
  ({ stdout }) => stdout.trim(),
  (error: Error) => {
    console.warn(
      `NOT RUN: conformance on Node's own WebSocket. npm does not bring ${NODE}: ${error.message.split('\\n')[0]}`,
    );
    return undefined;
  },
);

const subjects: readonly [name: string, implementations: readonly Implementation[], Socket: string][] = [
  ['the drop-in', ['drop-in', 'drop-in in Node', 'drop-in over node'], 'patient()'],
  ["Node's own WebSocket", ['node'], 'WebSocket'],
];

describe.skipIf(version === undefined)(`on ${version ?? NODE}`, () => {
  test.each(subjects)(
    '%s answers all rows as listed',
    { timeout: 150_000 },
    async (_, implementations, Socket) => {
      using script = await bundledScript(`
      import { patient } from './test/websocket/conformance/patient.ts';
      import { observeAll } from './test/websocket/conformance/observe-all.ts';
      observeAll(${Socket}, '${inject('control')}').then((answers) => {
        console.log(JSON.stringify(answers));
        process.exit();
      });
    `);
      const { stdout } = await inThatNode(script.path);
      const given: readonly (readonly [title: string, answer: Answer])[] = JSON.parse(stdout);
      const expected = rows
        .filter(({ inPage }) => !inPage)
        .map((row) => [row.title, answerOf(row, implementations)]);
      expect(Object.fromEntries(given)).toEqual(Object.fromEntries(expected));
      expect(given.length).toBeGreaterThan(200);
    },
  );
});
