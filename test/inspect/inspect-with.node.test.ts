import { describe, expect, test } from 'vitest';
import { inspectWith } from '../../src/inspect/index.ts';
import { connectionMachine } from '../../src/machines/connection.ts';
import type { Dialect } from '../../src/ports/dialect.ts';
import { textWorld, world } from '../support/world.ts';
import { listeningInspector } from './support/stately.ts';

function inspected(options: Parameters<typeof textWorld>[0] = {}, name?: string) {
  const stately = listeningInspector();
  const inspect = inspectWith(stately.inspector, name === undefined ? {} : { name });
  const w = textWorld({ heartbeat: { pingInterval: 1_000, pongTimeout: 500 }, inspect, ...options });
  return { w, ...stately };
}

describe('inspectWith()', () => {
  test('shows two actors by their names: the connection, and its link as a child', async () => {
    const { idle, sent } = inspected();
    await idle();
    const actors = sent.flatMap((event) => (event.type === '@xstate.actor' ? [event] : []));
    const [connection, link] = actors;
    expect(actors.map(({ name }) => name)).toEqual(['connection', 'link']);
    expect(link?.parentId).toBe(connection?.sessionId);
    expect(connection?.parentId).toBeUndefined();
    expect(connection?.rootId).toBe(connection?.sessionId);
    expect(link?.rootId).toBe(connection?.sessionId);
  });

  test('calls the connection what it is told to', async () => {
    const { idle, sent } = inspected({}, 'prices');
    await idle();
    expect(sent.flatMap((event) => (event.type === '@xstate.actor' ? [event.name] : []))).toEqual([
      'prices',
      'link',
    ]);
  });

  test('hands over the whole chart, so that the inspector can draw it', async () => {
    const { idle, sent } = inspected();
    await idle();
    const { definition = '' } = { definition: '', ...sent[0] };
    // Functions become their names.
    const config = JSON.stringify(connectionMachine.config, (_, value) =>
      typeof value === 'function' ? { type: value.name } : value,
    );
    expect(JSON.parse(String(definition))).toEqual(JSON.parse(config));
    expect(config).toContain('Nobody has asked for a link yet.');
  });

  test('shows each event with who sent it', async () => {
    const { w, idle, sent } = inspected();
    await w.advance(1_030);
    await Promise.all([w.connection.probe(), w.advance(10)]);
    await idle();
    const root = sent[0]?.sessionId;
    const events = sent.flatMap((event) =>
      event.type === '@xstate.event' && event.sessionId === root
        ? [`${event.event.type}${event.sourceId === root ? ' of its own' : ''}`]
        : [],
    );
    expect(events).toEqual([
      'xstate.init',
      'connect',
      'socket.opened',
      'xstate.after.pingInterval.connection.live.open.alive of its own',
      'peer.heard',
      'probe',
      'peer.heard',
    ]);
  });

  test('shows in each snapshot the state, the status, the attempt, the wait, and why the link was lost', async () => {
    const { w, idle, sent } = inspected({ backoff: () => 3_000 });
    await w.advance(10);
    w.peer.close(1012, 'back in a minute');
    await w.advance(5);
    await idle();
    const last = sent.at(-1);
    expect(last).toMatchObject({ type: '@xstate.snapshot', event: { type: 'link.lost' } });
    expect(last).toHaveProperty('snapshot', {
      status: 'active',
      value: 'backoff',
      tags: ['backoff'],
      context: {
        status: 'backoff',
        link: 1,
        attempt: 1,
        refreshes: 0,
        pings: 0,
        pingedAt: 1_700_000_000_010,
        armedAt: 1_700_000_000_015,
        pongDelay: 0,
        delay: 3_000,
        previous: 3_000,
        pingInterval: 1_000,
        pongTimeout: 500,
        verdict: 'retry',
        cause: { cause: 'ERR_HEARTWIRE_SOCKET_CLOSED', closeCode: 1012, wasOpen: true },
      },
    });
  });

  test('shows a loss in its event as well, and the codes and times of others', async () => {
    const welcoming: Dialect<string> = {
      name: 'welcoming',
      beat: { leads: 'client', life: 'any' },
      handshake: true,
      session: () => ({ read: (_, signals) => signals.welcome({ pingInterval: 70 }), ping: () => 'ping' }),
      write: (message) => message,
    };
    const { inspector, idle, sent } = listeningInspector();
    const w = world<string>({ dialect: welcoming, inspect: inspectWith(inspector) });
    w.transport.onPeer((peer) => peer.send('welcome'));
    await w.advance(20);
    w.peer.close(1001, 'no reason of yours');
    await w.advance(10);
    await Promise.all([w.connection.close(4001, 'nor of yours'), w.advance(10)]);
    await idle();
    const events = sent.flatMap((event) => (event.type === '@xstate.event' ? [event.event] : []));
    expect(events.filter(({ type }) => !type.startsWith('xstate.'))).toEqual([
      { type: 'connect' },
      { type: 'socket.opened' },
      { type: 'handshake.completed', times: { pingInterval: 70 } },
      {
        type: 'link.lost',
        cause: { cause: 'ERR_HEARTWIRE_SOCKET_CLOSED', closeCode: 1001, wasOpen: true },
      },
      { type: 'close', code: 4001 },
    ]);
  });

  test('writes out what JSON has no word for', async () => {
    const { idle, sent } = inspected({ heartbeat: false });
    await idle();
    expect(sent.at(-1)).toHaveProperty('snapshot.context.pingInterval', 'Infinity');
  });

  test('gives the inspector plain data alone, which any channel takes', async () => {
    const snapshots: unknown[] = [];
    const inspect = inspectWith({
      inspect: {
        next: (event) =>
          snapshots.push(event.type === '@xstate.snapshot' ? event.snapshot : event.actorRef.getSnapshot),
      },
    });
    const { advance } = textWorld({ inspect });
    await advance(2_000);
    const plain = snapshots.filter((each) => typeof each !== 'function');
    expect(plain.length).toBeGreaterThan(5);
    expect(structuredClone(plain)).toEqual(plain);
  });

  test('is told nothing of messages: they do not pass through an actor', async () => {
    const events: unknown[] = [];
    const inspect = inspectWith({ inspect: { next: (event) => events.push(event) } });
    const w = world<string, string>({ inspect, heartbeat: false });
    await w.advance(20);
    const before = events.length;
    for (let n = 0; n < 50; n += 1) {
      w.connection.send('out');
      w.peer.send('in');
    }
    await w.advance(20);
    expect([w.of('message').length, w.peer.received.length, events.length - before]).toEqual([50, 50, 0]);
  });

  test('gives the inspector no way to the connection', async () => {
    const refs: unknown[] = [];
    const inspect = inspectWith({ inspect: { next: ({ actorRef }) => refs.push(actorRef) } });
    const { connection, advance } = textWorld({ inspect });
    await advance(20);
    for (const ref of refs) (ref as { send(event: unknown): void }).send({ type: 'close' });
    await advance(20);
    expect(connection.status).toBe('open');
    expect(refs).not.toContain(connection.actor);
  });
});
