import { rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryTransport } from '../../src/adapters/memory.ts';
import { virtualEnvironment } from '../../src/adapters/virtual-environment.ts';
import type { Backoff, Dialect, Environment, EnvironmentSignal, Transport } from '../../src/index.ts';
import { type BackoffHarness, backoffContract } from '../../src/testing/backoff-contract.ts';
import { type DialectHarness, dialectContract } from '../../src/testing/dialect-contract.ts';
import { transportContract } from '../../src/testing/transport-contract.ts';
import { memoryHarness } from '../adapters/support/memory-harness.ts';
import { world } from '../support/world.ts';
import { compilerFaults, exampleFolder } from './support/compiling.ts';
import { codeBlocks, read } from './support/markdown.ts';

let folder = '';

beforeAll(() => {
  folder = exampleFolder('extending');
  for (const { code } of codeBlocks(read('docs/extending.md'))) {
    const [, row, name = `${row}-row.ts`] = /^\/\/ (?:a row of test\/(\w+)\/.*|(\w+\.ts))\n/.exec(code) ?? [];
    writeFileSync(`${folder}/${name}`, code.replaceAll(/(?<=from ')[^']+(?=')/g, inRepository));
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Where an import leads in this repository: the recipes' own files stand in the folder. */
function inRepository(path: string): string {
  if (path.startsWith('heartwire'))
    return path.replace(/^heartwire/, '../../src').replace(/$/, indexOf(path));
  return path.replace(/^.*\/(?:dialects|backoff)\/(\w+\.ts)$/, './$1');
}

const indexOf = (path: string) => (path === 'heartwire/environments' ? '.ts' : '/index.ts');

const load = (name: string) => import(pathToFileURL(`${folder}/${name}`).href);

test('every example compiles under the flags of the repository', async () => {
  expect(await compilerFaults(folder)).toEqual([]);
});

/** Signals that the server of the example has no use for. */
const unheard = { pong() {}, welcome() {}, refuse() {}, kick() {}, reply() {}, fail() {} };

describe('the dialect of the example', () => {
  let dialect: Dialect<string>;
  let row: DialectHarness;

  beforeAll(async () => {
    dialect = (await load('lines.ts')).lines();
    row = (await load('dialects-row.ts')).row;
  });

  test.each(dialectContract)('passes the contract: $title', ({ run }) => run(row));

  test('runs over the memory transport: talks, beats, notices a frozen link, and is thrown out', async () => {
    const w = world({ dialect, heartbeat: { pingInterval: 1_000, pongTimeout: 500 } });
    const server = dialect.session('server');
    const heard: string[] = [];
    w.transport.onPeer((peer) =>
      peer.onMessage((frame) =>
        server.read(frame as string, {
          ...unheard,
          data: (message) => heard.push(message),
          ping: (reply) => reply !== undefined && peer.send(reply),
        }),
      ),
    );
    w.connection.send('hello');
    await w.advance(5_000);
    expect(heard).toEqual(['hello']);
    expect(w.of('pong').map(({ latency }) => latency)).toEqual([10, 10, 10, 10]);
    w.peer.send('MSG welcome');
    await w.advance(10);
    expect(w.of('message')).toEqual(['welcome']);
    w.transport.freeze();
    await w.advance(1_500);
    w.transport.thaw();
    await w.advance(1_000);
    w.peer.send('BYE too loud');
    await w.advance(10);
    expect(w.of('lost').map(({ cause, verdict }) => [cause.code, cause.reason, verdict])).toEqual([
      ['ERR_HEARTWIRE_PONG_TIMEOUT', undefined, 'retry'],
      ['ERR_HEARTWIRE_KICKED', 'too loud', 'fatal'],
    ]);
    expect(w.connection.status).toBe('failed');
  });
});

describe('the backoff of the example', () => {
  test.each(backoffContract)('passes the contract: $title', async ({ run }) => {
    const { row }: { row: BackoffHarness } = await load('backoff-row.ts');
    return run(row);
  });

  test('waits as it says', async () => {
    const backoff: Backoff = (await load('fibonacci.ts')).fibonacci();
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((attempt) =>
      backoff({ attempt, previous: 0, cause: new Error('a loss') as never, random: () => 1 }),
    );
    expect(waits).toEqual([1_000, 1_000, 2_000, 3_000, 5_000, 8_000, 13_000, 21_000, 30_000]);
  });
});

describe('the transport of the example', () => {
  const make = async (inner: Transport, count: (bytes: number) => void = () => {}): Promise<Transport> =>
    (await load('counted.ts')).counted(inner, count);

  const harness = () => memoryHarness({ controlFrames: true, latency: 1 });
  const promises = transportContract.filter(({ appliesTo }) => appliesTo(harness()));

  test.each(promises)('passes the contract: $title', async ({ run }) => {
    const inner = harness();
    await run({ ...inner, transport: await make(inner.transport) });
  });

  test('counts what comes in', async () => {
    const environment = virtualEnvironment();
    const memory = memoryTransport({ environment });
    const counts: number[] = [];
    const w = world({ environment, transport: await make(memory, (bytes) => counts.push(bytes)) });
    await environment.advance(10);
    memory.peers[0]?.send('four');
    await environment.advance(10);
    expect(counts).toEqual([4]);
    await Promise.all([w.connection.close(), environment.advance(10)]);
  });
});

test('the environment of the example goes by its own source of reachability, and hears the rest', async () => {
  const { reachable } = await load('reachable.ts');
  const listeners = new Set<() => void>();
  let isReachable = true;
  const environment: Environment = reachable(
    () => isReachable,
    (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  );
  const heard: EnvironmentSignal[] = [];
  const stop = environment.subscribe((signal) => heard.push(signal));
  for (const next of [false, true]) {
    isReachable = next;
    for (const listener of listeners) listener();
    expect(environment.online).toBe(next);
  }
  stop();
  expect(heard).toEqual(['offline', 'online']);
  expect(listeners.size).toBe(0);
  expect(Math.abs(environment.now() - Date.now())).toBeLessThan(1_000);
});
