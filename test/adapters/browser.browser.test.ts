import { expect, inject, test, vi } from 'vitest';
import { browserTransport } from '../../src/adapters/browser.ts';
import type { Attempt } from '../../src/ports/transport.ts';
import { loopbackHarness } from './support/loopback-harness.ts';

const attempt: Attempt = {
  number: 0,
  cause: undefined,
  verdict: 'retry',
  signal: new AbortController().signal,
};

test('binary frames arrive as Blobs where asked for, in the order in which they were sent', async () => {
  const transport = browserTransport({ binaryType: 'blob' });
  const { url } = loopbackHarness(transport, inject('control'), { seesHttpStatus: false });
  const frames: unknown[] = [];
  const link = transport.open(
    { url: url('echo'), protocols: [], attempt },
    {
      open() {
        link.send(Uint8Array.from([1, 2, 3]));
        link.send('after');
      },
      frame: (data) => frames.push(data),
      heard() {},
      close() {},
      error() {},
    },
  );
  await expect.poll(() => frames.length).toBe(2);
  link.discard();
  const [blob, text] = frames;
  expect(blob).toBeInstanceOf(Blob);
  expect([[...new Uint8Array(await (blob as Blob).arrayBuffer())], text]).toEqual([[1, 2, 3], 'after']);
});

test('dials in a worker, which has no window and no document', async () => {
  const worker = new Worker(new URL('./support/dialing-worker.ts', import.meta.url), { type: 'module' });
  const heard = vi.fn();
  worker.onmessage = ({ data }) => heard(data);
  worker.postMessage(`${inject('control')}/echo`);
  await expect
    .poll(() => heard.mock.calls, { timeout: 5_000 })
    .toEqual([['online true'], ['echoed from a worker'], ['offline'], ['online']]);
  worker.terminate();
});
