import { expect, inject, onTestFinished, test } from 'vitest';
import { remoteProxy } from './remote-proxy.ts';

const control = inject('control');

/** Dials, sends `commands` when open, and resolves with all that the socket reported once it has closed. */
function record(path: string, protocols: string[] = [], commands: unknown[] = []): Promise<unknown[]> {
  return new Promise((resolve) => {
    const heard: unknown[] = [];
    const socket = new WebSocket(control + path, protocols);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      heard.push(['open', socket.protocol]);
      for (const command of commands) socket.send(JSON.stringify(command));
    };
    socket.onmessage = ({ data }) => heard.push(typeof data === 'string' ? data : [...new Uint8Array(data)]);
    socket.onerror = () => heard.push('error');
    socket.onclose = ({ code, reason, wasClean }) => {
      heard.push({ code, reason, wasClean });
      resolve(heard);
    };
  });
}

test('the control server obeys the commands of a page in their order', async () => {
  const commands = [
    { do: 'protocol' },
    { do: 'send', text: 'é' },
    { do: 'sendBinary', bytes: [1, 255] },
    { do: 'big', bytes: 3 },
    { do: 'close', code: 4001, reason: 'enough' },
  ];
  await expect(record('/script', ['first', 'second'], commands)).resolves.toEqual([
    ['open', 'first'],
    'first',
    'é',
    [1, 255],
    [0, 1, 2],
    { code: 4001, reason: 'enough', wasClean: true },
  ]);
});

test("the control server ends a page's socket in each way that a page can see", async () => {
  const failed = ['error', { code: 1006, reason: '', wasClean: false }];
  await expect(record('/refuse?status=401')).resolves.toEqual(failed);
  await expect(record('/drop')).resolves.toEqual(failed);
  await expect(record('/script', [], [{ do: 'terminate' }])).resolves.toEqual([
    ['open', ''],
    ...failed.slice(1),
  ]);
  await expect(record('/close?code=1011&reason=oops')).resolves.toEqual([
    ['open', ''],
    { code: 1011, reason: 'oops', wasClean: true },
  ]);
});

test('tests can tell which browser they run in', () => {
  const { source, version } = inject('chromium');
  expect(['path', 'system', 'playwright', 'bundled']).toContain(source);
  const major = /\d+/.exec(version)?.[0] ?? 'unknown';
  if (version !== 'unknown') expect(navigator.userAgent).toContain(`Chrome/${major}.`);
});

test('a page can freeze and thaw its own way to the control server, and cut it', async () => {
  const proxy = await remoteProxy(control);
  onTestFinished(() => proxy.close());
  const socket = new WebSocket(`${proxy.url}/heartbeat`);
  const heard: unknown[] = [];
  socket.onmessage = ({ data }) => heard.push(data);
  await new Promise((resolve) => {
    socket.onopen = resolve;
  });

  await proxy.mode('freeze');
  socket.send('heart_beat');
  socket.send('text');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(heard).toEqual([]);

  await proxy.mode('flow');
  await expect.poll(() => heard).toEqual(['ok', 'text']);

  const closed = new Promise<CloseEvent>((resolve) => {
    socket.onclose = resolve;
  });
  await proxy.reset();
  expect((await closed).code).toBe(1006);
});

test('a page is refused an order that no proxy and no process knows', async () => {
  const base = control.replace(/^ws/, 'http');
  const orders = ['/proxy/none/freeze', '/proxy/1/melt', '/process/none/kill', '/other'].map((path) =>
    fetch(base + path, { method: 'POST' }),
  );
  const statuses = (await Promise.all(orders)).map(({ status }) => status);
  expect(statuses).toEqual([404, 404, 404, 404]);
});
