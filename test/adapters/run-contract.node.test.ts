import type nodeTest from 'node:test';
import { describe, expect, expectTypeOf, type it, test } from 'vitest';
import { constant } from '../../src/backoff/index.ts';
import { text } from '../../src/dialects/index.ts';
import {
  backoffContract,
  type DialectHarness,
  runBackoffContract,
  runDialectContract,
  runTransportContract,
  type TestFunction,
  transportContract,
} from '../../src/testing/index.ts';
import { scriptedHarness } from './scripted-harness.ts';
import { runInNode } from './support/node-child.ts';

const titles = (contract: readonly { readonly title: string }[]) => contract.map(({ title }) => title);
const steady = { backoff: constant(5_000), cap: 5_000, hasJitter: false };
const words: DialectHarness = {
  dialect: text(),
  axes: { leads: 'client', life: 'any', handshake: false, badFrame: 'retry', requiresControlFrames: false },
  roles: ['client'],
  messages: [{ sent: 'hello', received: 'hello' }],
  unwritable: [5],
  frames: [],
  badFrames: [],
};

describe('a contract that is run without a test runner', () => {
  test('resolves with the titles of the cases that passed', async () => {
    expect(await runBackoffContract(steady)).toEqual({ passed: titles(backoffContract), skipped: [] });
  });

  test('names the cases that do not apply, by what the harness declares', async () => {
    const { passed, skipped } = await runDialectContract(words);
    expect(skipped).toEqual([
      'reads its ping on the other side as one ping, and the reply as one pong',
      'reads its own hello on the other side, and takes it for no beat',
      'throws an Error on a frame that breaks the protocol, and signals nothing',
    ]);
    expect(passed).toHaveLength(9);
  });

  test('rejects with one error that names each broken promise and its fault', async () => {
    const broken = runBackoffContract({ ...steady, cap: 4_000, hasJitter: true });
    const error: AggregateError = await broken.then(
      () => expect.unreachable(),
      (reason) => reason,
    );
    expect(error).toBeInstanceOf(AggregateError);
    const [bounds, , jitter] = titles(backoffContract);
    const faults = [
      `${bounds}: 5000 for attempt 1, previous 0, cause ERR_HEARTWIRE_CONNECT_TIMEOUT, chance 0`,
      `${jitter}: 1 different delays at the cap after ERR_HEARTWIRE_CONNECT_TIMEOUT`,
    ];
    expect(error.errors.map(({ message }) => message)).toEqual(faults);
    expect(error.message).toBe(
      `2 of 4 promises of the backoff contract are broken:\n  - ${faults[0]}\n  - ${faults[1]}`,
    );
  });

  test('gives each case a harness of its own where it is given a function', async () => {
    let made = 0;
    const { passed } = await runBackoffContract(() => {
      made += 1;
      return steady;
    });
    expect(made).toBe(passed.length + 1);
  });

  test('rejects with what the function that makes harnesses throws', async () => {
    const fault = new Error('no server');
    await expect(
      runTransportContract(() => {
        throw fault;
      }),
    ).rejects.toBe(fault);
  });

  test('says what was thrown where that is no error', async () => {
    const backoff = () => {
      throw 'oops';
    };
    await expect(runBackoffContract({ ...steady, backoff })).rejects.toThrow(
      `4 of 4 promises of the backoff contract are broken:\n  - ${titles(backoffContract)[0]}: oops`,
    );
  });
});

describe('a contract that is given a test runner', () => {
  test('registers every case that applies, by its title, before it returns', () => {
    const harness = () => scriptedHarness({ controlFrames: false });
    const registered: string[] = [];
    const result: unknown = runTransportContract(harness, { test: (title) => registered.push(title) });
    const applying = transportContract.filter(({ appliesTo }) => appliesTo(harness()));
    expect(registered).toEqual(titles(applying));
    expect(registered.length).toBeLessThan(transportContract.length);
    expect(result).toBe(undefined);
  });

  test('runs no case by itself; each registered one rejects with its own fault', async () => {
    let calls = 0;
    const backoff = () => {
      calls += 1;
      return -1;
    };
    const runs: (() => Promise<void>)[] = [];
    runBackoffContract({ ...steady, backoff }, { test: (_, run) => runs.push(run) });
    expect(calls).toBe(0);
    await expect(runs[0]?.()).rejects.toThrow('-1 for attempt 1');
    await expect(runs[1]?.()).resolves.toBe(undefined);
  });

  test('takes the functions of Vitest and node:test as they are', () => {
    expectTypeOf<typeof test>().toExtend<TestFunction>();
    expectTypeOf<typeof it>().toExtend<TestFunction>();
    expectTypeOf<typeof nodeTest>().toExtend<TestFunction>();
    expectTypeOf<typeof nodeTest.it>().toExtend<TestFunction>();
  });

  test("is a row of node:test's report", async () => {
    const { code, stdout } = await runInNode(`
      import { describe, test } from 'node:test';
      import { constant } from './src/backoff/index.ts';
      import { runBackoffContract } from './src/testing/index.ts';
      describe('constant', () => {
        runBackoffContract({ backoff: constant(5), cap: 4, hasJitter: false }, { test });
      });
    `);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^# pass 3$/m);
    expect(stdout).toMatch(/^# fail 1$/m);
    expect(stdout).toContain("'5 for attempt 1, previous 0, cause ERR_HEARTWIRE_CONNECT_TIMEOUT, chance 0'");
  });
});
