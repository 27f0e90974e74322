import { expect, inject, test } from 'vitest';
import { runInNode } from '../adapters/support/node-child.ts';
import { corner } from './support/ground.ts';
import type { reconnectInMemory } from './support/reconnect-in-memory.ts';
import type { reconnectOnLoopback } from './support/reconnect-on-loopback.ts';
import { summary } from './support/summary.ts';

/** What a function in the child resolved with. */
type Told<F extends (...args: never[]) => Promise<unknown>> = Awaited<ReturnType<F>>;

test('10,000 forced reconnects on the memory transport grow the heap by less than 1 MB, and close() leaves no timer and no listener', {
  timeout: 30_000,
}, async () => {
  const { code, stdout, stderr } = await runInNode(
    `import { reconnectInMemory } from './test/faults/support/reconnect-in-memory.ts';
      reconnectInMemory().then((remains) => console.log(JSON.stringify(remains)));`,
    30_000,
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { growth, ...left }: Told<typeof reconnectInMemory> = JSON.parse(stdout);
  summary('heap growth over 10,000 reconnects in memory, bytes', [growth]);
  expect(growth).toBeLessThan(1_000_000);
  expect(left).toEqual({ dials: 11_001, timers: 0, listeners: 0, abortListeners: 0, sockets: 0 });
});

test('1,000 forced reconnects on real sockets leave no handle, and the process exits by itself', {
  timeout: 30_000,
}, async () => {
  const { url, count } = corner(inject('control'));
  const { code, signal, stdout, stderr } = await runInNode(
    `import { reconnectOnLoopback } from './test/faults/support/reconnect-on-loopback.ts';
      reconnectOnLoopback('${url('/heartbeat')}').then((handles) => console.log(JSON.stringify(handles)));`,
    30_000,
  );
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
  const { opens, before, after }: Told<typeof reconnectOnLoopback> = JSON.parse(stdout);
  expect([opens, after]).toEqual([1_001, before]);
  await expect.poll(count, { timeout: 5_000 }).toEqual({ dials: 1_001, open: 0 });
});
