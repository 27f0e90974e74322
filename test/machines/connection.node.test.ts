import { describe, expect, test } from 'vitest';
import { initialTransition, transition } from 'xstate';
import { LossError } from '../../src/errors.ts';
import type { ConnectionEvent, ConnectionHost } from '../../src/machines/connection-parts.ts';
import { effects } from '../../src/machines/connection-parts.ts';
import { connectionMachine } from '../../src/machines/index.ts';
import type { Verdict } from '../../src/ports/loss.ts';

interface Facts {
  now: number;
  heardAt: number;
  online: boolean;
  canPing: boolean;
  handshake: boolean;
  verdict: Verdict;
  limit: number;
  random: number;
  probeTimeout: number;
  keepAlive: 'when-quiet' | 'always';
  pongTimeout: number;
}

/** The chart alone, by pure transitions: what it decides, and what it asks of the world. */
function chart(facts: Partial<Facts> = {}) {
  const world: Facts = {
    now: 1_000_000,
    heardAt: 1_000_000,
    online: true,
    canPing: true,
    handshake: false,
    verdict: 'retry',
    limit: Infinity,
    random: 0.5,
    probeTimeout: 300,
    keepAlive: 'when-quiet',
    pongTimeout: 500,
    ...facts,
  };
  const nothing = () => {};
  const host = {
    ...(Object.fromEntries(effects.map((name) => [name, nothing])) as Record<
      (typeof effects)[number],
      () => void
    >),
    policy: {
      pingInterval: 1_000,
      pongTimeout: world.pongTimeout,
      keepAlive: world.keepAlive,
      connectTimeout: 10_000,
      closeTimeout: 2_000,
      probeTimeout: world.probeTimeout,
      offlineRetry: 60_000,
      retry: { limit: world.limit, stableAfter: 5_000 },
      get canPing() {
        return world.canPing;
      },
    },
    environment: { now: () => world.now, random: () => world.random },
    dialect: { handshake: world.handshake },
    get heardAt() {
      return world.heardAt;
    },
    get isOffline() {
      return !world.online;
    },
    judge: () => world.verdict,
    backoff: (attempt: number) => attempt * 100,
    openLink: nothing,
    discardLink: nothing,
  } satisfies ConnectionHost;
  let [snapshot, actions] = initialTransition(connectionMachine, { host: () => host });
  const send = (event: ConnectionEvent | { type: `xstate.after.${string}` }) => {
    [snapshot, actions] = transition(connectionMachine, snapshot, event as ConnectionEvent);
    return snapshot.value;
  };
  const after = (delay: string, state: string) =>
    send({ type: `xstate.after.${delay}.connection.${state}` as `xstate.after.${string}` });
  return {
    world,
    send,
    after,
    /** Effects that the last step asked for, in order. */
    get effects() {
      return actions.map(({ type }) => type).filter((type) => (effects as readonly string[]).includes(type));
    },
    get value() {
      return snapshot.value;
    },
    get context() {
      return snapshot.context;
    },
    get tags() {
      return [...snapshot.tags];
    },
  };
}

const cause = new LossError('ERR_HEARTWIRE_SOCKET_CLOSED', 'gone', { closeCode: 1011, wasOpen: true });
const lost = { type: 'link.lost', cause } as const;
type Chart = ReturnType<typeof chart>;

const open = { live: { open: 'alive' } };
const awaiting = { live: { open: 'awaitingPong' } };
const dialing = { live: { connecting: 'dialing' } };

const reach: Record<string, (facts?: Partial<Facts>) => Chart> = {
  idle: (facts) => chart(facts),
  dialing: (facts) => {
    const c = chart(facts);
    c.send({ type: 'connect' });
    return c;
  },
  handshaking: (facts) => {
    const c = chart({ handshake: true, ...facts });
    c.send({ type: 'connect' });
    c.send({ type: 'socket.opened' });
    return c;
  },
  alive: (facts) => {
    const c = chart(facts);
    c.send({ type: 'connect' });
    c.send({ type: 'socket.opened' });
    return c;
  },
  awaitingPong: (facts) => {
    const c = reach.alive?.(facts) as Chart;
    c.world.now += 1_000;
    c.after('pingInterval', 'live.open.alive');
    return c;
  },
  closing: (facts) => {
    const c = reach.alive?.(facts) as Chart;
    c.send({ type: 'close', code: 1000 });
    return c;
  },
  backoff: (facts) => {
    const c = reach.dialing?.(facts) as Chart;
    c.send(lost);
    return c;
  },
  offline: (facts) => {
    const c = reach.dialing?.({ online: false, ...facts }) as Chart;
    c.send(lost);
    return c;
  },
  closed: (facts) => {
    const c = chart(facts);
    c.send({ type: 'close' });
    return c;
  },
  failed: (facts) => {
    const c = reach.dialing?.({ verdict: 'fatal', ...facts }) as Chart;
    c.send(lost);
    return c;
  },
};

const at = (state: string, facts?: Partial<Facts>): Chart =>
  (reach[state] as (facts?: Partial<Facts>) => Chart)(facts);

const always = { keepAlive: 'always' } as const;
const oneWay = { pongTimeout: Infinity };

/** Every edge: from, what happens, to, the facts under which it does, the effects in order. */
const edges: [from: string, event: string, to: unknown, effects: string[], facts?: Partial<Facts>][] = [
  ['idle', 'connect', dialing, ['watchEnvironment']],
  ['idle', 'reconnect', dialing, ['watchEnvironment']],
  ['idle', 'close', 'closed', ['watchEnvironment', 'ignoreEnvironment', 'closeOutbox', 'announceClosed']],
  ['dialing', 'socket.opened', open, ['flushOutbox', 'announceOpen']],
  ['dialing', 'socket.opened', { live: { connecting: 'handshaking' } }, [], { handshake: true }],
  ['dialing', 'close', 'closed', ['ignoreEnvironment', 'closeOutbox', 'announceClosed']],
  ['dialing', 'link.lost', 'backoff', ['announceLost', 'announceRetry']],
  ['dialing', 'after connectTimeout live.connecting', 'backoff', ['announceLost', 'announceRetry']],
  ['dialing', 'reconnect', dialing, []],
  ['dialing', 'page.restored', dialing, []],
  ['handshaking', 'reconnect', dialing, []],
  ['alive', 'reconnect', dialing, ['announceLost']],
  ['handshaking', 'handshake.completed', open, ['flushOutbox', 'announceOpen']],
  ['handshaking', 'close', { live: 'closing' }, ['sendClose']],
  ['handshaking', 'link.lost', 'backoff', ['announceLost', 'announceRetry']],
  ['handshaking', 'after connectTimeout live.connecting', 'backoff', ['announceLost', 'announceRetry']],
  ['alive', 'after pingInterval live.open.alive', awaiting, ['sendPing'], { heardAt: 0 }],
  ['alive', 'after pingInterval live.open.alive', open, []],
  ['alive', 'after pingInterval live.open.alive', open, [], { heardAt: 1_000_500 }],
  ['alive', 'late pingInterval live.open.alive', awaiting, ['sendPing'], { heardAt: 0, ...always }],
  ['alive', 'after pingInterval live.open.alive', awaiting, [], { heardAt: 0, ...always }],
  ['alive', 'late pingInterval live.open.alive', open, ['sendPing'], { heardAt: 1_060_000, ...always }],
  ['alive', 'after pingInterval live.open.alive', open, [], always],
  ['alive', 'late pingInterval live.open.alive', open, ['sendPing'], { heardAt: 0, ...oneWay }],
  ['alive', 'after pingInterval live.open.alive', open, [], { heardAt: 0, ...oneWay }],
  ['alive', 'probe', open, [], oneWay],
  ['alive', 'after stableAfter live.open', open, []],
  ['alive', 'probe', awaiting, ['sendPing']],
  ['alive', 'probe', open, [], { canPing: false }],
  ['alive', 'network.online', awaiting, ['sendPing']],
  ['alive', 'network.offline', awaiting, ['sendPing']],
  ['alive', 'page.woken', awaiting, ['sendPing']],
  ['alive', 'network.online', open, [], { canPing: false }],
  ['alive', 'network.offline', open, [], { canPing: false }],
  ['alive', 'page.woken', open, [], { canPing: false }],
  ['alive', 'close', { live: 'closing' }, ['sendClose']],
  ['alive', 'link.lost', 'backoff', ['announceLost', 'announceRetry']],
  ['alive', 'page.restored', dialing, ['announceLost']],
  ['awaitingPong', 'peer.heard', open, []],
  ['awaitingPong', 'after pongTimeout live.open.awaitingPong', 'backoff', ['announceLost', 'announceRetry']],
  ['awaitingPong', 'late pongTimeout live.open.awaitingPong', awaiting, ['sendPing']],
  ['awaitingPong', 'after keepAlive live.open.awaitingPong', awaiting, ['sendPing'], always],
  ['awaitingPong', 'network.offline', awaiting, []],
  ['awaitingPong', 'close', { live: 'closing' }, ['sendClose']],
  ['awaitingPong', 'link.lost', 'backoff', ['announceLost', 'announceRetry']],
  ['awaitingPong', 'reconnect', dialing, ['announceLost']],
  [
    'closing',
    'after closeTimeout live.closing',
    'closed',
    ['ignoreEnvironment', 'closeOutbox', 'announceClosed'],
  ],
  ['closing', 'link.lost', 'closed', ['ignoreEnvironment', 'closeOutbox', 'announceClosed']],
  ['closing', 'page.restored', 'closed', ['ignoreEnvironment', 'closeOutbox', 'announceClosed']],
  ['closing', 'close', { live: 'closing' }, []],
  ['closing', 'reconnect', dialing, ['announceLost']],
  [
    'alive',
    'link.lost',
    'closed',
    ['announceLost', 'ignoreEnvironment', 'closeOutbox', 'announceClosed'],
    { verdict: 'done' },
  ],
  [
    'alive',
    'link.lost',
    'failed',
    ['announceLost', 'ignoreEnvironment', 'failOutbox', 'announceFailed'],
    { verdict: 'fatal' },
  ],
  [
    'alive',
    'link.lost',
    'failed',
    ['announceLost', 'ignoreEnvironment', 'failOutbox', 'announceFailed'],
    { limit: 0 },
  ],
  [
    'alive',
    'link.lost',
    'failed',
    ['announceLost', 'ignoreEnvironment', 'failOutbox', 'announceFailed'],
    { verdict: 'fatal', online: false },
  ],
  ['alive', 'link.lost', 'offline', ['announceLost'], { online: false }],
  ['alive', 'link.lost', 'offline', ['announceLost'], { online: false, limit: 0 }],
  ['backoff', 'after backoffDelay backoff', dialing, []],
  ['backoff', 'close', 'closed', ['ignoreEnvironment', 'closeOutbox', 'announceClosed']],
  ['backoff', 'network.online', 'backoff', ['announceRetry']],
  ['backoff', 'page.woken', 'backoff', ['announceRetry']],
  ['backoff', 'network.offline', 'backoff', []],
  ['backoff', 'go offline', 'offline', []],
  ['backoff', 'page.restored', dialing, []],
  ['backoff', 'reconnect', dialing, []],
  ['offline', 'after offlineRetry offline', dialing, []],
  ['offline', 'network.online', 'backoff', ['announceRetry']],
  ['offline', 'page.restored', dialing, []],
  ['offline', 'close', 'closed', ['ignoreEnvironment', 'closeOutbox', 'announceClosed']],
  ['offline', 'reconnect', dialing, []],
  ['closed', 'connect', dialing, ['watchEnvironment']],
  ['closed', 'reconnect', dialing, ['watchEnvironment']],
  ['closed', 'network.online', 'closed', []],
  ['closed', 'page.restored', 'closed', []],
  ['failed', 'reconnect', dialing, ['watchEnvironment']],
  ['failed', 'connect', 'failed', []],
  ['failed', 'close', 'failed', []],
];

const happen = (c: Chart, event: string) => {
  const [word, delay = '', state = ''] = event.split(' ');
  if (word === 'after') c.world.now += 500;
  if (word === 'late') c.world.now += 60_000;
  if (word === 'after' || word === 'late') return c.after(delay, state);
  if (word === 'go') c.world.online = false;
  const type = word === 'go' ? 'network.offline' : word;
  return c.send(type === 'link.lost' ? lost : ({ type } as ConnectionEvent));
};

describe('an edge of the chart', () => {
  test.each(edges)('%s on %s goes to %j', (from, event, to, wanted, facts) => {
    const c = at(from, facts);
    expect(happen(c, event)).toEqual(to);
    expect(c.effects).toEqual(wanted);
  });

  test('is walked for every transition that the machine has', () => {
    const walked = new Set(
      edges.map(([from, event]) => {
        const [word, delay, state] = event.split(' ');
        if (word === 'after' || word === 'late') return `connection.${state} after ${delay}`;
        return `${from} ${word === 'go' ? 'network.offline' : word}`;
      }),
    );
    const leaves = (path: string): string[] =>
      Object.keys(reach).filter((leaf) => leafPath(leaf) === path || leafPath(leaf).startsWith(`${path}.`));
    const missing: string[] = [];
    for (const node of allNodes()) {
      for (const event of Object.keys(node.config.on ?? {})) {
        const from = leaves(node.id);
        if (!from.some((leaf) => walked.has(`${leaf} ${event}`))) missing.push(`${node.id} ${event}`);
      }
      for (const delay of Object.keys(node.config.after ?? {})) {
        if (!walked.has(`${node.id} after ${delay}`)) missing.push(`${node.id} after ${delay}`);
      }
    }
    expect(missing).toEqual([]);
  });
});

const paths: Record<string, string> = {
  dialing: 'live.connecting.dialing',
  handshaking: 'live.connecting.handshaking',
  alive: 'live.open.alive',
  awaitingPong: 'live.open.awaitingPong',
  closing: 'live.closing',
};
const leafPath = (leaf: string) => `connection.${paths[leaf] ?? leaf}`;

function allNodes() {
  type Node = typeof connectionMachine.root;
  const below = (node: Node): Node[] => [
    node,
    ...Object.values(node.states).flatMap((child) => below(child as Node)),
  ];
  // States that were given an id of their own are known here by their path.
  return below(connectionMachine.root).map((node) => ({
    id: ['connection', ...node.path].join('.'),
    config: node.config,
    tags: node.tags,
  }));
}

const redial = (c: Chart) => c.after('backoffDelay', 'backoff');
const reopen = (c: Chart) => {
  redial(c);
  c.send({ type: 'socket.opened' });
};

/** How a connection that waits for its first retry gets into each other state. */
const fromBackoff: Record<string, (c: Chart) => unknown> = {
  dialing: redial,
  handshaking: reopen,
  alive: reopen,
  awaitingPong: (c) => {
    reopen(c);
    c.send({ type: 'probe' });
  },
  closing: (c) => {
    reopen(c);
    c.send({ type: 'close' });
  },
  backoff: () => {},
  offline: (c) => {
    c.world.online = false;
    c.send({ type: 'network.offline' });
  },
  closed: (c) => c.send({ type: 'close' }),
  failed: (c) => {
    redial(c);
    c.send(lost);
  },
};

describe('what the chart keeps', () => {
  test('a public status as the tag of every leaf, the one that nobody sees included', () => {
    const tags = allNodes()
      .filter(({ config }) => !Object.keys(config.states ?? {}).length)
      .map(({ id, tags: [tag, ...more] }) => [id.replace('connection.', ''), tag, ...more]);
    expect(tags).toEqual([
      ['idle', 'idle'],
      ['live.connecting.dialing', 'connecting'],
      ['live.connecting.handshaking', 'connecting'],
      ['live.open.alive', 'open'],
      ['live.open.awaitingPong', 'awaiting-pong'],
      ['live.closing', 'closing'],
      ['lost', 'backoff'],
      ['backoff', 'backoff'],
      ['offline', 'offline'],
      ['closed', 'closed'],
      ['failed', 'failed'],
    ]);
  });

  test('one tag a leaf: the public status', () => {
    expect(Object.keys(reach).map((state) => at(state).tags)).toEqual([
      ['idle'],
      ['connecting'],
      ['connecting'],
      ['open'],
      ['awaiting-pong'],
      ['closing'],
      ['backoff'],
      ['offline'],
      ['closed'],
      ['failed'],
    ]);
  });

  test('a retry draws its delay once, from the backoff, and counts', () => {
    const c = at('backoff');
    expect([c.context.attempt, c.context.delay, c.context.previous]).toEqual([1, 100, 100]);
    c.after('backoffDelay', 'backoff');
    c.send(lost);
    expect([c.context.attempt, c.context.delay, c.context.previous]).toEqual([2, 200, 200]);
  });

  test('a refresh is spent once until a link is stable', () => {
    const c = at('alive', { verdict: 'refresh' });
    c.send(lost);
    expect([c.value, c.context.refreshes]).toEqual(['backoff', 1]);
    c.after('backoffDelay', 'backoff');
    c.send({ type: 'socket.opened' });
    c.after('stableAfter', 'live.open');
    expect([c.context.refreshes, c.context.attempt]).toEqual([0, 0]);
    c.send(lost);
    c.after('backoffDelay', 'backoff');
    c.send(lost);
    expect(c.value).toBe('failed');
  });

  test('a retry does not use up the refresh, and a refresh that was used does not turn a retry into the end', () => {
    const c = at('backoff');
    expect(c.context.refreshes).toBe(0);
    for (const [verdict, value] of [
      ['refresh', 'backoff'],
      ['retry', 'backoff'],
      ['refresh', 'failed'],
    ] as const) {
      c.after('backoffDelay', 'backoff');
      c.world.verdict = verdict;
      expect([verdict, c.send(lost)]).toEqual([verdict, value]);
    }
  });

  test('the offline retry is jittered by a quarter', () => {
    const delays = [0, 0.5, 1].map((random) => at('offline', { random }).context.delay);
    expect(delays).toEqual([45_000, 60_000, 75_000]);
  });

  test.each(['network.online', 'page.woken'] as const)(
    '%s in backoff shortens the wait to at most 500 ms, and never lengthens what is left of it',
    (type) => {
      const inRow = (retries: number, facts?: Partial<Facts>) => {
        const c = at('backoff', facts);
        for (let retry = 1; retry < retries; retry += 1) {
          c.after('backoffDelay', 'backoff');
          c.send(lost);
        }
        return c;
      };
      const soonIn = (c: Chart, ms: number) => {
        c.world.now += ms;
        c.send({ type });
        return [c.context.delay, c.context.armedAt - c.world.now];
      };
      expect(soonIn(inRow(9), 100)).toEqual([250, 0]);
      expect(soonIn(inRow(9, { random: 0.1 }), 100)).toEqual([50, 0]);
      expect(soonIn(inRow(9), 800)).toEqual([100, 0]);
      expect(soonIn(inRow(9), 901)).toEqual([0, 0]);
    },
  );

  test.each(Object.entries(fromBackoff))(
    'reconnect() from %s numbers a new link and forgets the row of retries',
    (state, go) => {
      const c = at('backoff', { verdict: 'refresh', handshake: state === 'handshaking' });
      go(c);
      expect(c.tags).toEqual(at(state).tags);
      const { link, attempt, refreshes, previous } = c.context;
      expect([attempt, refreshes, previous]).toEqual([1, 1, 100]);
      expect(c.send({ type: 'reconnect' })).toEqual(dialing);
      expect([c.context.attempt, c.context.refreshes, c.context.previous]).toEqual([0, 0, 0]);
      expect(c.context.link).toBe(link + 1);
    },
  );

  test.each(['dialing', 'handshaking', 'alive', 'awaitingPong', 'backoff', 'offline'])(
    'a page restored in %s numbers a new link and keeps the row of retries',
    (from) => {
      const c = at(from);
      const { link, attempt } = c.context;
      expect(c.send({ type: 'page.restored' })).toEqual(dialing);
      expect([c.context.link, c.context.attempt]).toEqual([link + 1, attempt]);
    },
  );

  test.each([
    ['dialing', 'after connectTimeout live.connecting', 'No open link within 10000 ms.', false],
    ['handshaking', 'after connectTimeout live.connecting', 'No open link within 10000 ms.', false],
    ['awaitingPong', 'after pongTimeout live.open.awaitingPong', 'No sign of life for 1500 ms.', true],
    ['alive', 'reconnect', 'Given up for a new link.', true],
    ['alive', 'page.restored', 'Given up for a new link.', true],
  ])(
    'the loss of a link in %s on %s says "%s", and whether the link had been open',
    (from, event, message, wasOpen) => {
      const c = at(from);
      happen(c, event);
      expect([c.context.cause?.message, c.context.cause?.wasOpen]).toEqual([message, wasOpen]);
    },
  );

  test.each([
    [500, 250],
    [300, 150],
    [60, 50],
  ])('a pong deadline of %i ms is late when it fires more than %i ms after its time', (pongTimeout, most) => {
    const deadline = (lateness: number) => {
      const c = at('alive', { probeTimeout: pongTimeout });
      c.send({ type: 'probe' });
      c.world.now += pongTimeout + lateness;
      return c.after('pongTimeout', 'live.open.awaitingPong');
    };
    expect([deadline(most), deadline(most + 1)]).toEqual(['backoff', awaiting]);
  });

  test('negotiated times hold for their link only', () => {
    const c = at('handshaking');
    c.send({ type: 'handshake.completed', times: { pingInterval: 77 } });
    expect([c.context.pingInterval, c.context.pongTimeout]).toEqual([77, 500]);
    c.send({ type: 'reconnect' });
    expect([c.context.pingInterval, c.context.pongTimeout]).toEqual([1_000, 500]);
  });
});
