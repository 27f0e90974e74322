import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { asked } from '../../scripts/runtimes/asked.ts';
import type { Runtime } from '../../scripts/runtimes/runtime.ts';

/** A runtime that runs a script of ours whatever it is asked. */
const runtime = (script: string): Runtime => ({
  kind: 'node',
  version: '0',
  path: process.execPath,
  flags: ['-e', script, '--'],
});

const ask = (script: string) =>
  asked(runtime(script), 'entries', { folder: tmpdir(), client: 'client.mjs' }, 'ws://control', {
    answers: 5_000,
    end: 300,
  });

const tell = (line: unknown) => `console.log(${JSON.stringify(JSON.stringify(line))});`;

const plan = tell({ plan: ['a', 'b'] });
const a = tell({ title: 'a', due: 1, answer: 2 });
const done = tell({ done: true });
const stays = 'setInterval(() => {}, 1_000);';

test('answers are read off its lines, and what else it prints is passed over', async () => {
  expect(await ask(`console.log('hello {'); ${plan} console.log('{ no JSON'); ${a} ${done}`)).toEqual({
    plan: ['a', 'b'],
    told: new Map([['a', { title: 'a', due: 1, answer: 2 }]]),
    fault: undefined,
  });
});

test('the section and the url of the other end are its arguments', async () => {
  const { plan: given } = await ask(`console.log(JSON.stringify({ plan: process.argv.slice(1) })); ${done}`);
  expect(given).toEqual(['client.mjs', 'entries', 'ws://control']);
});

test.each([
  ['ends before it is done', `${plan} ${a}`, 'ended with 0'],
  [
    'throws',
    `${plan} setTimeout(() => { throw new TypeError('no such thing'); });`,
    /^ended with 1: [\s\S]*no such thing/,
  ],
  ['is killed', `${plan} process.kill(process.pid, 'SIGSEGV'); ${stays}`, 'ended with SIGSEGV'],
  ['fails after it is done', `${plan} ${a} ${done} process.exitCode = 3;`, 'ended with 3'],
  ['does not end by itself', `${plan} ${done} ${stays}`, 'the process does not end by itself within 0.3 s'],
])('a process that %s is at fault', async (_, script, fault) => {
  expect((await ask(script)).fault).toEqual(typeof fault === 'string' ? fault : expect.stringMatching(fault));
});

test('a process that never answers is ended', { timeout: 20_000 }, async () => {
  expect((await ask(`${plan} ${stays}`)).fault).toBe('not done after 5 s');
});

test('a runtime that cannot be started is at fault', async () => {
  const nowhere: Runtime = { ...runtime(''), path: '/nowhere/node' };
  const { fault } = await asked(nowhere, 'entries', { folder: tmpdir(), client: 'client.mjs' }, '');
  expect(fault).toContain('ENOENT');
});
