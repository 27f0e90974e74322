import { expect, test } from 'vitest';
import { runInNode } from '../adapters/support/node-child.ts';

test('a proxy that is reset while it passes on the end of a client leaves no handle: the process exits', async () => {
  const { code, signal, stdout, stderr } = await runInNode(
    `
    import { once } from 'node:events';
    import { connect, createServer } from 'node:net';
    import { faultProxy } from './src/testing/fault-proxy.ts';
    const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    (async () => {
      const server = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const proxy = await faultProxy({ target: (server.address() as { port: number }).port });
      proxy.delay = 20;
      const client = connect(proxy.port, '127.0.0.1').on('error', () => {});
      client.end('the proxy holds this and the end behind it');
      await sleep(10);
      await proxy.mode('freeze');
      await sleep(40);
      await proxy.mode('flow');
      proxy.reset();
      await proxy.close();
      server.close();
      console.log('done');
    })();
  `,
    3_000,
  );
  expect({ code, signal, stdout, stderr }).toEqual({ code: 0, signal: null, stdout: 'done\n', stderr: '' });
});
