import * as heartwire from 'heartwire';
import * as backoff from 'heartwire/backoff';
import * as dialects from 'heartwire/dialects';
import * as environments from 'heartwire/environments';
import * as machines from 'heartwire/machines';
import * as pomelo from 'heartwire/pomelo';
import * as presets from 'heartwire/presets';
import { memoryTransport } from 'heartwire/testing';
import * as websocket from 'heartwire/websocket';
import { type Check, promise } from '../section.ts';

const { createConnection, HeartwireError, OptionError } = heartwire;

const entries = { heartwire, backoff, dialects, environments, machines, pomelo, presets, websocket };

/** Longer than any step of these takes, in ms of the virtual clock. */
const A_WHILE = 50;

function world() {
  const environment = environments.virtualEnvironment();
  return {
    environment,
    transport: memoryTransport({ environment, latency: 5, controlFrames: false }),
    url: 'ws://server.test/',
  };
}

function ensureSame(actual: unknown, due: unknown): void {
  const [given, wanted] = [JSON.stringify(actual), JSON.stringify(due)];
  if (given !== wanted) throw new Error(`got ${given} where ${wanted} was due`);
}

async function messages(): Promise<void> {
  const { environment, ...options } = world();
  const connection = createConnection({ ...options, environment });
  await environment.advance(A_WHILE);
  const [peer] = options.transport.peers;
  const heard: unknown[] = [];
  const reading = (async () => {
    for await (const message of connection.messages()) if (heard.push(message) === 2) break;
  })();
  peer?.send('one');
  peer?.send('two');
  await environment.advance(A_WHILE);
  await reading;
  const closed = connection.close();
  await environment.advance(A_WHILE);
  await closed;
  ensureSame([heard, connection.status], [['one', 'two'], 'closed']);
}

async function life(): Promise<void> {
  const { environment, transport, url } = world();
  const socket = new websocket.ReconnectingWebSocket(url, 'chat', {
    environment,
    transport,
    backoff: backoff.constant(10),
    dialect: dialects.text(),
    heartbeat: { pingInterval: 200, pongTimeout: 100 },
  });
  const told: unknown[] = [];
  socket.onopen = ({ target }) => told.push(['open', socket.readyState, target === socket]);
  socket.addEventListener('message', ({ data, origin }) => told.push([typeof data, origin]));
  socket.onclose = (event) => {
    const { code, cause } = event as CloseEvent & { readonly cause?: { readonly code: string } };
    told.push(['close', code, cause?.code, socket.readyState]);
  };
  await environment.advance(A_WHILE);
  transport.peers[0]?.send('text');
  transport.peers[0]?.send(Uint8Array.of(1).buffer);
  await environment.advance(310 + A_WHILE);
  socket.close();
  await environment.advance(3_000);
  ensureSame(told, [
    ['open', 1, true],
    ['string', 'ws://server.test'],
    // No Blob can be made of it.
    ['object', 'ws://server.test'],
    ['close', 1006, 'ERR_HEARTWIRE_PONG_TIMEOUT', 0],
    ['open', 1, true],
    ['close', 1005, null, 3],
  ]);
}

function errors(): void {
  const { transport } = world();
  const thrown = (make: () => unknown): readonly unknown[] => {
    try {
      make();
      return [];
    } catch (error) {
      const { name } = error as Error;
      return [name, error instanceof OptionError, error instanceof HeartwireError];
    }
  };
  ensureSame(
    [
      thrown(() => createConnection({ url: 'ftp://server.test/', transport })),
      thrown(() => new websocket.ReconnectingWebSocket('ftp://server.test/', [], { transport })),
    ],
    [
      ['OptionError', true, true],
      ['SyntaxError', false, false],
    ],
  );
}

/** What of the library depends on the language and on globals, on a virtual clock and a network in memory: the shell has neither. */
export const checks: readonly Check[] = [
  ...Object.entries(entries).map(([name, all]) =>
    promise(`${name} loads`, () => {
      if (Object.keys(all).length === 0) throw new Error('it exports nothing');
    }),
  ),
  promise('a connection carries messages, and for await reads them', messages),
  promise('the drop-in tells of its life, and of a silent link within the bound', life),
  promise('errors keep their classes and names', errors),
];
