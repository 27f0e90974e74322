import { describe, expect, test } from 'vitest';
import { assign, createActor, setup } from 'xstate';
import { memoryTransport } from '../../src/adapters/memory.ts';
import { virtualEnvironment } from '../../src/adapters/virtual-environment.ts';
import { text } from '../../src/dialects/text.ts';
import { connectionLogic } from '../../src/xstate.ts';

const url = 'ws://server.test/';

function place() {
  const environment = virtualEnvironment({ seed: 1 });
  const transport = memoryTransport({ environment, latency: 5, controlFrames: true });
  const logic = connectionLogic<string, string>({
    environment,
    transport,
    dialect: text(),
    heartbeat: { pingInterval: 1_000, pongTimeout: 500 },
    backoff: () => 100,
  });
  const last = () => {
    const peer = transport.peers.at(-1);
    if (!peer) throw new Error('no peer yet');
    return peer;
  };
  return { environment, transport, logic, last, advance: (ms: number) => environment.advance(ms) };
}

describe('a connection as an actor', () => {
  test('connects when it starts, shows the state of the chart, and ends with the way it was closed', async () => {
    const { logic, advance } = place();
    const actor = createActor(logic, { input: { url } });
    const values: unknown[] = [];
    actor.subscribe(({ value }) => values.push(value));
    expect(actor.getSnapshot().value).toBe('idle');
    actor.start();
    await advance(10);
    const open = actor.getSnapshot();
    expect([open.matches('live'), open.matches({ live: 'open' }), open.matches('lost')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([open.hasTag('open'), open.context.connection.status]).toEqual([true, 'open']);
    actor.send({ type: 'close', code: 3000, reason: 'bye' });
    await advance(10);
    const { status, output } = actor.getSnapshot();
    expect({ status, output }).toEqual({ status: 'done', output: { status: 'closed', cause: undefined } });
    expect(values.at(-1)).toBe('closed');
  });

  test('emits what happens, and sends what it is told to', async () => {
    const { logic, advance, last } = place();
    const actor = createActor(logic, { input: { url } });
    const messages: string[] = [];
    const statuses: string[] = [];
    actor.on('message', ({ message }) => messages.push(message));
    actor.on('status', ({ status }) => statuses.push(status));
    actor.start();
    actor.send({ type: 'send', message: 'early' });
    await advance(20);
    last().send('hello');
    await advance(10);
    expect([last().received, messages]).toEqual([['early'], ['hello']]);
    last().close(1012, 'restart');
    await advance(200);
    expect(statuses.slice(0, 4)).toEqual(['connecting', 'open', 'backoff', 'connecting']);
    actor.stop();
  });

  test('is closed when its actor is stopped', async () => {
    const { logic, advance, transport, environment } = place();
    const actor = createActor(logic, { input: { url } }).start();
    await advance(10);
    const { connection } = actor.getSnapshot().context;
    actor.stop();
    await advance(3_000);
    expect([connection.status, transport.live, environment.timers]).toEqual(['closed', 0, 0]);
    expect(actor.getSnapshot().status).toBe('stopped');
  });

  test('ends with the cause where it gives up', async () => {
    const { logic, advance, last } = place();
    const actor = createActor(logic, { input: { url, retry: { verdict: () => 'fatal' } } }).start();
    await advance(10);
    last().close(4003, 'no');
    await advance(10);
    expect(actor.getSnapshot()).toMatchObject({
      status: 'done',
      output: { status: 'failed', cause: { code: 'ERR_HEARTWIRE_SOCKET_CLOSED', closeCode: 4003 } },
    });
  });

  test('takes its input over the options of the logic, and waits where it shall not connect', async () => {
    const { logic, advance, transport } = place();
    const actor = createActor(logic, { input: { url, autoConnect: false } }).start();
    await advance(100);
    expect([actor.getSnapshot().value, transport.dials]).toEqual(['idle', 0]);
    actor.send({ type: 'connect' });
    await advance(10);
    actor.send({ type: 'reconnect' });
    await advance(10);
    expect([actor.getSnapshot().hasTag('open'), transport.dials]).toEqual([true, 2]);
    actor.stop();
  });

  test('has a bad option, or a refused command, as its error, and leaves nothing behind', async () => {
    const { logic, advance, transport } = place();
    const broken = createActor(logic, { input: { url: 'mailto:x' } });
    broken.subscribe({ error: () => {} });
    broken.start();
    expect(broken.getSnapshot()).toMatchObject({
      status: 'error',
      error: { code: 'ERR_HEARTWIRE_INVALID_URL' },
    });
    const actor = createActor(logic, { input: { url } });
    actor.subscribe({ error: () => {} });
    actor.start();
    await advance(10);
    actor.send({ type: 'close', code: 1 });
    await advance(10);
    expect(actor.getSnapshot()).toMatchObject({
      status: 'error',
      error: { code: 'ERR_HEARTWIRE_INVALID_CLOSE_CODE' },
    });
    expect(transport.live).toBe(0);
  });

  test('comes back from a persisted snapshot with its input', async () => {
    const { logic, advance, transport } = place();
    const first = createActor(logic, { input: { url, probeTimeout: 7 } }).start();
    await advance(10);
    const snapshot = JSON.parse(JSON.stringify(first.getPersistedSnapshot()));
    first.stop();
    await advance(10);
    const second = createActor(logic, { snapshot } as never).start();
    await advance(10);
    expect([second.getSnapshot().hasTag('open'), transport.dials, transport.live]).toEqual([true, 2, 1]);
    expect(second.getSnapshot().input).toEqual({ url, probeTimeout: 7 });
    second.stop();
  });
});

test('a parent machine invokes it, leads by its state, and is told how it ended', async () => {
  const { logic, advance, last } = place();
  const machine = setup({
    types: { context: {} as { last: string; end: string } },
    actors: { socket: logic },
  }).createMachine({
    context: { last: '', end: '' },
    initial: 'online',
    states: {
      online: {
        invoke: {
          src: 'socket',
          id: 'socket',
          input: { url },
          onSnapshot: { actions: assign({ last: ({ event }) => [...event.snapshot.tags].join() }) },
          onDone: {
            target: 'over',
            actions: assign({
              end: ({ event }) => `${event.output.status} ${event.output.cause?.closeCode}`,
            }),
          },
        },
      },
      over: {},
    },
  });
  const parent = createActor(machine).start();
  await advance(10);
  expect(parent.getSnapshot().context.last).toBe('open');
  parent.getSnapshot().children.socket?.send({ type: 'send', message: 'hi' });
  await advance(10);
  expect(last().received).toEqual(['hi']);
  last().close(4403, 'banned');
  await advance(10);
  expect([parent.getSnapshot().value, parent.getSnapshot().context.end]).toEqual(['over', 'failed 4403']);
});
