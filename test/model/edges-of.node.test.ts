import { expect, test } from 'vitest';
import { and, createMachine, fromPromise, not } from 'xstate';
import { connectionMachine } from '../../src/machines/index.ts';
import { edgesOf } from '../../src/testing/edges-of.ts';

const everything = createMachine(
  {
    id: 'all',
    initial: 'idle',
    on: { reset: '.idle', '*': { actions: 'note' } },
    states: {
      idle: {
        on: {
          go: [
            { guard: 'isReady', target: 'busy', actions: ['note', { type: 'count', params: { by: 2 } }] },
            { guard: and(['isReady', not('isTired')]), target: 'busy' },
            { target: 'idle', reenter: true, description: 'Starts over.' },
          ],
          stay: { actions: 'note' },
          'job.*': {},
          twice: [
            { guard: ({ context }) => context === null, target: 'busy' },
            { guard: 'isReady', target: 'busy' },
            { guard: 'isReady', target: 'busy' },
          ],
        },
        after: { soon: { target: 'busy', actions: 'note' }, 250: [{ guard: 'isReady', target: 'busy' }, {}] },
        always: [{ guard: 'isTired', target: 'done' }],
      },
      busy: {
        id: 'working',
        type: 'parallel',
        onDone: 'done',
        invoke: { id: 'job', src: 'job', onDone: { actions: 'note' }, onError: 'idle' },
        on: { split: { target: ['#left.b', '#right.b'] } },
        states: {
          left: { id: 'left', initial: 'a', states: { a: {}, b: { type: 'final' } } },
          right: { id: 'right', initial: 'a', states: { a: {}, b: { type: 'final' } } },
        },
      },
      done: { type: 'final' },
    },
  },
  {
    guards: { isReady: () => false, isTired: () => false },
    actions: { note: () => {}, count: () => {} },
    delays: { soon: 10 },
    actors: { job: fromPromise(async () => 1) },
  },
);

test('every construct of a chart is an edge, and nothing else is', () => {
  expect(edgesOf(everything).map(({ id }) => id)).toEqual([
    'all: reset → idle',
    'all: *',
    'idle: go [isReady] → busy',
    'idle: go [and(isReady, not(isTired))] → busy',
    'idle: go → idle',
    'idle: stay',
    'idle: job.*',
    'idle: twice [guard] → busy',
    'idle: twice [isReady] → busy',
    'idle: twice [isReady] → busy (2)',
    'idle: after 250 [isReady] → busy',
    'idle: after 250',
    'idle: after soon → busy',
    'idle: always [isTired] → done',
    'busy: split → busy.left.b, busy.right.b',
    'busy: xstate.done.state.working → done',
    'busy: xstate.done.actor.job',
    'busy: xstate.error.actor.job → idle',
  ]);
});

test('an edge says what the chart says of it', () => {
  const edges = new Map(edgesOf(everything).map((edge) => [edge.id, edge]));
  expect(edges.get('idle: go [isReady] → busy')).toEqual({
    id: 'idle: go [isReady] → busy',
    source: 'all.idle',
    kind: 'event',
    event: 'go',
    guard: 'isReady',
    targets: ['working'],
    actions: ['note', 'count'],
    reenter: false,
  });
  expect(edges.get('idle: go → idle')).toMatchObject({ reenter: true, description: 'Starts over.' });
  expect(edges.get('idle: stay')).toMatchObject({ targets: [], actions: ['note'] });
  expect(edges.get('idle: after soon → busy')).toMatchObject({ kind: 'delay', event: 'soon' });
  expect(edges.get('idle: after 250')).toMatchObject({ kind: 'delay', event: '250', guard: undefined });
  expect(edges.get('idle: always [isTired] → done')).toMatchObject({ kind: 'always', event: '' });
  expect(edges.get('all: reset → idle')).toMatchObject({ source: 'all', targets: ['all.idle'] });
  expect(edges.get('busy: split → busy.left.b, busy.right.b')?.targets).toEqual([
    'all.busy.left.b',
    'all.busy.right.b',
  ]);
});

test("the connection's chart has these edges", () => {
  expect(edgesOf(connectionMachine).map(({ id }) => id)).toMatchInlineSnapshot(`
    [
      "connection: reconnect → live",
      "idle: connect → live",
      "idle: close → closed",
      "live: link.lost → lost",
      "live: page.restored → lost",
      "live: reconnect → live",
      "live.connecting: page.restored → live",
      "live.connecting: reconnect → live",
      "live.connecting: after connectTimeout → lost",
      "live.connecting.dialing: socket.opened [needsHandshake] → live.connecting.handshaking",
      "live.connecting.dialing: socket.opened → live.open",
      "live.connecting.dialing: close → closed",
      "live.connecting.handshaking: handshake.completed → live.open",
      "live.connecting.handshaking: close → live.closing",
      "live.open: close → live.closing",
      "live.open: after stableAfter",
      "live.open.alive: probe [canPing] → live.open.awaitingPong",
      "live.open.alive: network.online [canPing] → live.open.awaitingPong",
      "live.open.alive: network.offline [canPing] → live.open.awaitingPong",
      "live.open.alive: page.woken [canPing] → live.open.awaitingPong",
      "live.open.alive: after pingInterval [isQuiet] → live.open.awaitingPong",
      "live.open.alive: after pingInterval [isOverdue] → live.open.awaitingPong",
      "live.open.alive: after pingInterval [isBeatDue] → live.open.alive",
      "live.open.alive: after pingInterval → live.open.alive",
      "live.open.awaitingPong: peer.heard → live.open.alive",
      "live.open.awaitingPong: after pongTimeout [isLate] → live.open.awaitingPong",
      "live.open.awaitingPong: after pongTimeout → lost",
      "live.open.awaitingPong: after keepAlive → live.open.awaitingPong",
      "live.closing: link.lost → closed",
      "live.closing: page.restored → closed",
      "live.closing: after closeTimeout → closed",
      "lost: always [isDone] → closed",
      "lost: always [isFatal] → failed",
      "lost: always [isSuperseded] → live",
      "lost: always [isOffline] → offline",
      "lost: always [isExhausted] → failed",
      "lost: always → backoff",
      "backoff: close → closed",
      "backoff: network.online → backoff",
      "backoff: network.offline [isOffline] → offline",
      "backoff: page.woken → backoff",
      "backoff: page.restored → live",
      "backoff: after backoffDelay → live",
      "offline: close → closed",
      "offline: network.online → backoff",
      "offline: page.restored → live",
      "offline: after offlineRetry → live",
      "closed: connect → live",
    ]
  `);
});

test('ids are unique, and sources and targets are states of the machine', () => {
  for (const machine of [everything, connectionMachine]) {
    const edges = edgesOf(machine);
    expect(new Set(edges.map(({ id }) => id)).size).toBe(edges.length);
    for (const id of edges.flatMap(({ source, targets }) => [source, ...targets])) {
      expect(machine.getStateNodeById(id).id).toBe(id);
    }
  }
});
