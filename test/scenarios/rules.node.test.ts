import { describe, expect, test } from 'vitest';
import { constant } from '../../src/backoff/index.ts';
import { textWorld, world } from '../support/world.ts';

const soon = { backoff: constant(100), latency: 5 };

describe('rule 1: at most one socket', () => {
  test('reconnect() from every state leaves one socket alive, and the old one is discarded', async () => {
    const w = textWorld(soon);
    for (let round = 0; round < 20; round += 1) {
      w.connection.reconnect();
      await w.environment.settle();
      expect(w.transport.live).toBe(1);
      await w.advance(round * 2);
      expect(w.transport.live).toBe(1);
    }
    await Promise.all([w.connection.close(), w.advance(100)]);
    expect(w.transport.live).toBe(0);
  });

  test('what a superseded link says late changes nothing', async () => {
    const w = textWorld(soon);
    await w.advance(10);
    const old = w.peer;
    w.connection.reconnect();
    await w.advance(20);
    old.send('late');
    old.close(1008, 'late');
    await w.advance(100);
    expect(w.connection.status).toBe('open');
    expect(w.of('message')).toEqual([]);
    expect(w.transport.dials).toBe(2);
  });

  test('connect() while a link lives dials nothing', async () => {
    const w = textWorld(soon);
    w.connection.connect();
    await w.advance(100);
    w.connection.connect();
    await w.advance(100);
    expect(w.transport.dials).toBe(1);
  });
});

describe('rule 2: never wait for close', () => {
  test('a missed pong leads to backoff in the same tick, while the frozen socket says nothing', async () => {
    const w = textWorld(soon);
    await w.advance(100);
    w.transport.freeze();
    await w.advance(1_000 + 500);
    expect(w.connection.status).toBe('backoff');
    expect(w.transport.live).toBe(0);
    expect(w.of('lost').map(({ cause, wasOpen }) => [cause.code, wasOpen])).toEqual([
      ['ERR_HEARTWIRE_PONG_TIMEOUT', true],
    ]);
  });
});

describe('rule 3: a stated bound', () => {
  test.each([0, 1, 250, 499, 500, 999, 1_000, 1_001, 1_700, 2_345])(
    'a link that dies %i ms after a frame was heard is reported at most pingInterval + pongTimeout after that frame',
    async (offset) => {
      const w = textWorld({ ...soon, latency: 0 });
      let lostAt = Number.NaN;
      let heardAt = Number.NaN;
      w.connection.on('lost', () => {
        lostAt = w.elapsed();
      });
      w.connection.on('message', () => {
        heardAt = w.elapsed();
      });
      w.connection.on('pong', () => {
        heardAt = w.elapsed();
      });
      await w.advance(10);
      w.peer.send('heard');
      await w.advance(offset);
      w.transport.freeze();
      await w.advance(1_500);
      expect(w.of('lost').map(({ cause, silence }) => [cause.code, silence])).toEqual([
        ['ERR_HEARTWIRE_PONG_TIMEOUT', lostAt - heardAt],
      ]);
      expect(lostAt - heardAt).toBeLessThanOrEqual(1_500);
    },
  );

  test('with keepAlive always the bound holds as well, and pings go out whatever is heard', async () => {
    const w = textWorld({
      ...soon,
      heartbeat: { pingInterval: 1_000, pongTimeout: 500, keepAlive: 'always' },
    });
    for (let second = 0; second < 50; second += 1) {
      await w.advance(100);
      w.peer.send('data');
    }
    expect(w.peer.received.filter((frame) => frame === 'heart_beat').length).toBe(4);
    w.transport.freeze();
    await w.advance(1_500);
    expect(w.of('lost')[0]?.silence).toBeLessThanOrEqual(1_500);
  });

  test('while data flows no ping goes out, and the link stays open', async () => {
    const w = textWorld(soon);
    for (let second = 0; second < 50; second += 1) {
      await w.advance(100);
      w.peer.send('data');
    }
    expect(w.peer.received).toEqual([]);
    expect(w.connection.status).toBe('open');
  });
});

describe('rule 4: one deadline for the whole attempt', () => {
  const never = () => new Promise<string>(() => {});

  test('a url() that never settles ends at connectTimeout, and its signal fires', async () => {
    const signals: AbortSignal[] = [];
    const url = (attempt: { signal: AbortSignal }) => {
      signals.push(attempt.signal);
      return never();
    };
    const w = world({ ...soon, url, connectTimeout: 1_000 });
    await w.advance(999);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    await w.advance(1);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(w.of('lost').map(({ cause }) => cause.code)).toEqual(['ERR_HEARTWIRE_CONNECT_TIMEOUT']);
    expect(w.connection.status).toBe('backoff');
  });

  test('hanging protocols(), a silent server and a missing welcome end at the same deadline', async () => {
    const noWelcome = { ...silentDialect };
    const hanging = world({
      ...soon,
      protocols: () => new Promise<string[]>(() => {}),
      connectTimeout: 1_000,
    });
    const silent = world({ ...soon, connectTimeout: 1_000 });
    silent.transport.mode = 'hang';
    const unwelcome = world({ ...soon, dialect: noWelcome, connectTimeout: 1_000 });
    for (const w of [hanging, silent, unwelcome]) {
      await w.advance(999);
      expect(w.connection.status).toBe('connecting');
      await w.advance(1);
      expect(w.of('lost').map(({ cause }) => cause.code)).toEqual(['ERR_HEARTWIRE_CONNECT_TIMEOUT']);
    }
  });

  test('url and dial share one deadline: a slow url leaves less for the dial', async () => {
    const w = world({ ...soon, connectTimeout: 1_000 });
    const slow = world({
      ...soon,
      url: () =>
        new Promise<string>((resolve) => w.environment.setTimeout(() => resolve('ws://server.test/'), 900)),
      environment: w.environment,
      connectTimeout: 1_000,
    });
    slow.transport.mode = 'hang';
    await w.advance(1_000);
    expect(slow.of('lost').map(({ cause }) => cause.code)).toEqual(['ERR_HEARTWIRE_CONNECT_TIMEOUT']);
  });
});

const silentDialect = {
  name: 'silent',
  beat: { leads: 'client', life: 'any' },
  handshake: true,
  session: () => ({ read: () => {}, ping: () => '?' }),
  write: (message: string | ArrayBuffer | ArrayBufferView<ArrayBuffer> | Blob) => message,
} as const;

describe('rule 5: reconnect() always works', () => {
  const into: Record<string, (w: ReturnType<typeof textWorld>) => Promise<void>> = {
    connecting: async () => {},
    open: (w) => w.advance(100),
    'awaiting-pong': async (w) => {
      await w.advance(100);
      w.answering.on = false;
      await w.advance(1_000);
    },
    closing: async (w) => {
      await w.advance(100);
      w.transport.freeze();
      w.connection.close();
    },
    closed: async (w) => w.connection.close(),
    backoff: async (w) => {
      w.transport.mode = 'refuse';
      await w.advance(20);
    },
    offline: async (w) => {
      w.transport.mode = 'refuse';
      w.environment.signal('offline');
      await w.advance(20);
    },
    failed: async (w) => {
      await w.advance(100);
      w.peer.close(1008);
      await w.advance(20);
    },
  };

  test.each(Object.entries(into))('from %s it dials at once with the count reset', async (status, reach) => {
    const w = textWorld(soon);
    await reach(w);
    expect(w.connection.status).toBe(status);
    w.transport.thaw();
    w.transport.mode = 'accept';
    const { dials } = w.transport;
    w.connection.reconnect();
    expect(w.connection.status).toBe('connecting');
    expect(w.connection.attempt).toBe(0);
    await w.environment.settle();
    expect(w.transport.dials).toBe(dials + 1);
    await w.advance(20);
    expect(w.connection.status).toBe('open');
    expect(w.transport.live).toBe(1);
  });

  test('from idle it dials too', async () => {
    const w = textWorld({ autoConnect: false });
    expect(w.connection.status).toBe('idle');
    w.connection.reconnect();
    await w.advance(20);
    expect(w.connection.status).toBe('open');
  });
});

describe('rule 6: an explicit close() wins', () => {
  test('no timer, network event or page event revives a closed connection', async () => {
    const w = textWorld(soon);
    await w.advance(2_000);
    await Promise.all([w.connection.close(), w.advance(100)]);
    for (const signal of [
      'offline',
      'online',
      'wake',
      'hidden',
      'shown',
      'frozen',
      'resumed',
      'restored',
    ] as const) {
      w.environment.signal(signal);
      await w.advance(120_000);
    }
    expect(w.connection.status).toBe('closed');
    expect(w.transport.dials).toBe(1);
    expect([w.environment.timers, w.environment.listeners, w.transport.live]).toEqual([0, 0, 0]);
  });

  test('signals while closing do not bring the link back', async () => {
    const w = textWorld(soon);
    await w.advance(100);
    w.transport.freeze();
    const closed = w.connection.close();
    expect(w.connection.status).toBe('closing');
    w.environment.signal('restored');
    await w.advance(2_000);
    await closed;
    expect(w.connection.status).toBe('closed');
    expect(w.transport.dials).toBe(1);
  });

  test('connect() undoes it', async () => {
    const w = textWorld(soon);
    await w.connection.close();
    w.connection.connect();
    await w.advance(100);
    expect(w.connection.status).toBe('open');
  });
});

describe('rule 7: the count resets when the link is stable, not when it opens', () => {
  test('a server that accepts and drops is dialed by growing attempts', async () => {
    const w = textWorld({ ...soon, retry: { stableAfter: 5_000 } });
    w.transport.onPeer((peer) => w.environment.setTimeout(() => peer.close(1011), 50));
    await w.advance(2_000);
    const attempts = w.of('retry').map(({ attempt }) => attempt);
    expect(attempts.length).toBeGreaterThan(5);
    expect(attempts).toEqual(attempts.map((_, index) => index + 1));
  });

  test('a link that stays open for stableAfter starts the count anew', async () => {
    const w = textWorld({ ...soon, retry: { stableAfter: 5_000 } });
    w.transport.mode = 'refuse';
    await w.advance(500);
    w.transport.mode = 'accept';
    await w.advance(200);
    expect(w.connection.attempt).toBeGreaterThan(1);
    await w.advance(5_000);
    expect(w.connection.attempt).toBe(0);
  });
});

describe('rule 8: offline probes first', () => {
  test.each(['offline', 'online', 'wake', 'shown', 'resumed'] as const)(
    '%s while open pings at once, with the shorter deadline',
    async (signal) => {
      const w = textWorld({
        ...soon,
        heartbeat: { pingInterval: 30_000, pongTimeout: 10_000 },
        probeTimeout: 300,
      });
      await w.advance(100);
      w.environment.signal(signal);
      await w.advance(5);
      expect(w.peer.received).toEqual(['heart_beat']);
      await w.advance(1_000);
      expect(w.connection.status).toBe('open');
      w.transport.freeze();
      w.environment.signal(signal);
      await w.advance(300);
      expect(w.of('lost').map(({ cause }) => cause.code)).toEqual(['ERR_HEARTWIRE_PONG_TIMEOUT']);
    },
  );

  test('signals during a ping do not put its deadline off', async () => {
    const w = textWorld(soon);
    await w.advance(100);
    w.transport.freeze();
    await w.advance(910);
    expect(w.connection.status).toBe('awaiting-pong');
    for (let time = 0; time < 600; time += 50) {
      w.environment.signal(time % 100 === 0 ? 'offline' : 'online');
      await w.advance(50);
    }
    expect(w.of('lost')[0]?.silence).toBeLessThanOrEqual(1_500);
  });

  test('online in backoff retries within 500 ms', async () => {
    const w = textWorld({ backoff: constant(60_000) });
    w.transport.mode = 'refuse';
    await w.advance(1_000);
    w.transport.mode = 'accept';
    w.environment.signal('online');
    await w.advance(520);
    expect(w.connection.status).toBe('open');
  });

  test('without a network it waits for online, with a jittered safety retry', async () => {
    const w = textWorld({ ...soon, offlineRetry: 10_000 });
    w.transport.mode = 'refuse';
    w.environment.signal('offline');
    await w.advance(20);
    expect(w.connection.status).toBe('offline');
    const planned = (w.connection.nextAttemptAt ?? 0) - w.environment.now();
    expect(planned).toBeGreaterThan(7_000);
    expect(planned).toBeLessThanOrEqual(12_500);
    w.transport.mode = 'accept';
    await w.advance(planned + 20);
    expect(w.connection.status).toBe('open');
  });

  test('online ends the wait at once', async () => {
    const w = textWorld({ ...soon });
    w.transport.mode = 'refuse';
    w.environment.signal('offline');
    await w.advance(20);
    w.transport.mode = 'accept';
    w.environment.signal('online');
    await w.advance(520);
    expect(w.connection.status).toBe('open');
  });

  test('going offline during backoff moves to offline', async () => {
    const w = textWorld({ backoff: constant(60_000) });
    w.transport.mode = 'refuse';
    await w.advance(20);
    expect(w.connection.status).toBe('backoff');
    w.environment.signal('offline');
    expect(w.connection.status).toBe('offline');
  });

  test('attempts made offline do not use up the retry limit', async () => {
    const w = textWorld({ ...soon, offlineRetry: 1_000, retry: { limit: 2 } });
    w.transport.mode = 'refuse';
    w.environment.signal('offline');
    await w.advance(20_000);
    expect(w.connection.status).toBe('offline');
    expect(w.transport.dials).toBeGreaterThan(10);
  });

  test.each(['ws://localhost:1/', 'ws://127.0.0.1:80/', 'ws://[::1]/', 'ws://app.localhost/'])(
    'a loopback url ignores the flag (%s)',
    async (url) => {
      const w = textWorld({ ...soon, url });
      w.transport.mode = 'refuse';
      w.environment.signal('offline');
      await w.advance(20);
      expect(w.connection.status).toBe('backoff');
    },
  );

  test('a page restored from the bfcache redials at once', async () => {
    const w = textWorld(soon);
    await w.advance(100);
    w.environment.signal('restored');
    expect(w.connection.status).toBe('connecting');
    await w.environment.settle();
    expect(w.transport.dials).toBe(2);
    expect(w.of('lost').map(({ cause }) => cause.code)).toEqual(['ERR_HEARTWIRE_SUPERSEDED']);
  });
});

describe('a page restored from the bfcache', () => {
  test('asks for a verdict before it dials again', async () => {
    const w = textWorld({ ...soon, retry: { verdict: () => 'fatal' } });
    await w.advance(100);
    w.environment.signal('restored');
    expect([w.connection.status, w.transport.dials]).toEqual(['failed', 1]);
  });

  test('dials at once where the platform says that there is no network: it may not know yet', async () => {
    const w = textWorld(soon);
    await w.advance(100);
    w.environment.signal('offline');
    w.environment.signal('restored');
    await w.environment.settle();
    expect([w.connection.status, w.transport.dials]).toEqual(['connecting', 2]);
  });
});

describe('a page that is restored, or a reconnect(), while the link is being made', () => {
  const bringing: Record<string, (w: ReturnType<typeof world>) => void> = {
    'a restored page': (w) => w.environment.signal('restored'),
    'reconnect()': (w) => w.connection.reconnect(),
  };

  test.each(Object.entries(bringing))(
    '%s drops the attempt without a word and dials anew',
    async (_, bring) => {
      const w = world(soon);
      await w.environment.settle();
      expect([w.connection.status, w.transport.dials]).toEqual(['connecting', 1]);
      bring(w);
      await w.environment.settle();
      expect([w.connection.status, w.transport.dials, w.transport.live]).toEqual(['connecting', 2, 1]);
      await w.advance(20);
      expect(w.events.map(([name]) => name)).toEqual(['status', 'open']);
      expect(w.of('open').map(({ link }) => link)).toEqual([2]);
    },
  );
});

describe('rule 9: a late timer is not a verdict', () => {
  test('a pong deadline that fires after a sleep sends one fresh ping, and a living link stays open', async () => {
    const w = textWorld(soon);
    await w.advance(100);
    w.answering.on = false;
    await w.advance(910);
    expect(w.connection.status).toBe('awaiting-pong');
    w.answering.on = true;
    w.environment.jump(60_000);
    await w.advance(100);
    expect(w.of('lost')).toEqual([]);
    expect(w.connection.status).toBe('open');
    expect(w.peer.received).toEqual(['heart_beat', 'heart_beat']);
  });

  test('only one: a link that stays silent is lost at the next deadline, late or not', async () => {
    const w = textWorld(soon);
    await w.advance(100);
    w.transport.freeze();
    await w.advance(910);
    w.environment.jump(60_000);
    await w.advance(1);
    expect(w.connection.status).toBe('awaiting-pong');
    w.environment.jump(60_000);
    await w.advance(1);
    expect(w.of('lost').map(({ cause }) => cause.code)).toEqual(['ERR_HEARTWIRE_PONG_TIMEOUT']);
  });

  test('a clock set back does not silence the heartbeat', async () => {
    const w = textWorld(soon);
    await w.advance(100);
    w.environment.setClock(-3_600_000);
    w.transport.freeze();
    await w.advance(1_000 + 500);
    expect(w.of('lost').map(({ cause }) => cause.code)).toEqual(['ERR_HEARTWIRE_PONG_TIMEOUT']);
  });
});

describe('rule 10: a server heartbeat deadline', () => {
  const serverLed = {
    name: 'server-led',
    beat: { leads: 'server', life: 'any', times: { pingInterval: 1_000, pongTimeout: 500 } },
    session: () => ({
      read: (frame: unknown, signals: { ping(reply: string): void; data(data: unknown): void }) =>
        frame === 'ping' ? signals.ping('pong') : signals.data(frame),
    }),
    write: (message: string) => message,
  } as const;

  test('the server is answered, and its silence for pingInterval + pongTimeout is a loss without a ping of ours', async () => {
    const w = world({ ...soon, dialect: serverLed, latency: 0 });
    await w.advance(1);
    for (let beat = 0; beat < 10; beat += 1) {
      await w.advance(1_000);
      w.peer.send('ping');
    }
    await w.advance(1);
    expect(w.connection.status).toBe('open');
    expect(w.peer.received).toEqual(Array(10).fill('pong'));
    await w.advance(1_498);
    expect(w.of('lost')).toEqual([]);
    await w.advance(1);
    expect(w.of('lost').map(({ cause, silence }) => [cause.code, silence])).toEqual([
      ['ERR_HEARTWIRE_PONG_TIMEOUT', 1_500],
    ]);
    expect(w.peer.received).toEqual(Array(10).fill('pong'));
  });

  test('network signals do not shorten the deadline of a peer that cannot be asked', async () => {
    const w = world({ ...soon, dialect: serverLed, latency: 0, probeTimeout: 10 });
    await w.advance(1);
    w.environment.signal('online');
    await w.advance(1_000);
    expect(w.of('lost')).toEqual([]);
  });
});
