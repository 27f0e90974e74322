import { createConnection } from 'heartwire';
import { nodeEnvironment } from 'heartwire/environments';
import { ReconnectingWebSocket } from 'heartwire/websocket';
import { ws } from 'heartwire/ws';
import manifest from '../../../package.json' with { type: 'json' };
import { once } from '../../../test/websocket/conformance/row.ts';
import { promise, type Section } from './section.ts';

/** Every path of `exports` that names a module. */
const entries = Object.entries(manifest.exports).flatMap(([path, target]) =>
  target === null || path.includes('*') || path.endsWith('.json') ? [] : [`heartwire${path.slice(1)}`],
);

/** Every entry of the package loads, its optional peers included where it asks for them. */
export const entriesLoad: Section = {
  checks: () =>
    entries.map((entry) =>
      promise(`import '${entry}'`, async () => {
        const names = Object.keys(await import(entry));
        if (names.length === 0) throw new Error('it exports nothing');
      }),
    ),
};

const said = async (control: string, connection: ReturnType<typeof createConnection>): Promise<void> => {
  const { value } = await connection.messages()[Symbol.asyncIterator]().next();
  if (value !== 'hello') throw new Error(`${control} sent back ${value}`);
  await connection.close();
};

/** What is over keeps no process alive. */
export const processEnds: Section = {
  endsByItself: true,
  checks: (control) => [
    promise('a connection over its own WebSocket carries a message and closes', async () => {
      const connection = createConnection({ url: `${control}/echo` });
      connection.send('hello');
      await said(control, connection);
    }),
    promise('a connection over ws() carries a message and closes', async () => {
      const connection = createConnection({ url: `${control}/echo`, transport: ws() });
      connection.send('hello');
      await said(control, connection);
    }),
    promise('a drop-in opens and closes', async () => {
      const socket = new ReconnectingWebSocket(`${control}/echo`);
      await once(socket, 'open');
      socket.close();
      await once(socket, 'close');
    }),
    promise('a connection that waits to dial again by timers without a hold', async () => {
      const connection = createConnection({
        url: 'ws://127.0.0.1:1',
        environment: nodeEnvironment({ unref: true }),
        backoff: () => 3_600_000,
      });
      await new Promise<void>((resolve) => connection.on('retry', () => resolve()));
    }),
  ],
};
