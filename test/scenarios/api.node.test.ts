import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test, vi } from 'vitest';
import { constant } from '../../src/backoff/index.ts';
import { createConnection } from '../../src/index.ts';
import type { DialectSignals } from '../../src/ports/dialect.ts';
import type { Attempt, Frame } from '../../src/ports/transport.ts';
import { textWorld, world } from '../support/world.ts';

const soon = { backoff: constant(100), latency: 5 };

/** Reads a frame as a list of signals: a welcome, or data. */
const batch = {
  name: 'batch',
  beat: { leads: 'transport', life: 'any' },
  session: () => ({
    read: (frame: Frame, signals: DialectSignals<string>) => {
      for (const part of String(frame).split(',')) {
        if (part === 'welcome') signals.welcome();
        else signals.data(part);
      }
    },
  }),
  write: (message: string) => message,
} as const;

/** Runs the garbage collector until weak references that can be cleared are. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose_gc');
  const collect: () => void = runInNewContext('gc');
  for (let round = 0; round < 3; round += 1) {
    await new Promise(setImmediate);
    collect();
  }
}

describe('url() and protocols()', () => {
  test('are asked on every attempt, with its number, the cause of the last loss and a signal', async () => {
    const attempts: Attempt[] = [];
    const w = world({
      ...soon,
      url: async (attempt) => {
        attempts.push(attempt);
        return new URL(`https://server.test/${attempt.number}`);
      },
      protocols: (attempt) => (attempt.number === 0 ? ['a', 'b'] : 'c'),
    });
    await w.advance(20);
    w.peer.close(1011, 'oops');
    await w.advance(200);
    expect(w.transport.peers.map(({ url, protocols }) => [url, protocols])).toEqual([
      ['wss://server.test/0', ['a', 'b']],
      ['wss://server.test/1', ['c']],
    ]);
    expect(attempts.map(({ number, cause, signal }) => [number, cause?.closeCode, signal.aborted])).toEqual([
      [0, undefined, false],
      [1, 1011, false],
    ]);
    expect(w.of('open')).toEqual([
      { link: 1, attempt: 0, protocol: 'a' },
      { link: 2, attempt: 1, protocol: 'c' },
    ]);
  });

  test.each([
    ['rejects', () => Promise.reject(new Error('no token'))],
    [
      'throws',
      () => {
        throw new Error('no token');
      },
    ],
    ['gives a bad url', () => 'ftp://server.test/?token=secret'],
  ])(
    'a url() that %s ends the attempt at once, and is asked again',
    async (_, url: () => string | Promise<string>) => {
      let isBroken = true;
      const w = world({ ...soon, url: () => (isBroken ? url() : 'ws://server.test/') });
      await w.environment.settle();
      expect(w.of('lost').map(({ cause, wasOpen }) => [cause.code, wasOpen])).toEqual([
        ['ERR_HEARTWIRE_PROVIDER_FAILED', false],
      ]);
      isBroken = false;
      await w.advance(200);
      expect(w.connection.status).toBe('open');
    },
  );

  test('an answer that comes after the deadline is ignored', async () => {
    const answers: ((url: string) => void)[] = [];
    const w = world({
      ...soon,
      connectTimeout: 100,
      url: () => new Promise((resolve) => answers.push(resolve)),
    });
    await w.advance(250);
    expect(answers.length).toBe(2);
    answers[0]?.('ws://late.test/');
    await w.advance(10);
    expect(w.transport.dials).toBe(0);
    answers[1]?.('ws://right.test/');
    await w.advance(20);
    expect(w.transport.peers.map(({ url }) => url)).toEqual(['ws://right.test/']);
  });

  test('the signal does not fire once the link is open', async () => {
    const signals: AbortSignal[] = [];
    const w = world({
      ...soon,
      url: ({ signal }) => {
        signals.push(signal);
        return 'ws://server.test/';
      },
    });
    await w.advance(50);
    w.connection.reconnect();
    await w.advance(50);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
  });
});

describe('opened()', () => {
  test('resolves when the link is open, at once when it is already', async () => {
    const w = world(soon);
    const opened = w.connection.opened();
    await w.advance(20);
    await opened;
    await w.connection.opened();
  });

  test('outlasts retries, and rejects with the cause when the connection fails', async () => {
    const w = world({ ...soon, retry: { limit: 2 } });
    w.transport.mode = 'refuse';
    const opened = w.connection.opened();
    const outcome = opened.then(
      () => 'open',
      (error) => error.code,
    );
    await w.advance(1_000);
    expect(await outcome).toBe('ERR_HEARTWIRE_DIAL_FAILED');
    await expect(w.connection.opened()).rejects.toMatchObject({ code: 'ERR_HEARTWIRE_DIAL_FAILED' });
  });

  test('rejects when the connection is closed', async () => {
    const w = world(soon);
    const opened = w.connection.opened();
    w.connection.close();
    await expect(opened).rejects.toMatchObject({ code: 'ERR_HEARTWIRE_CLOSED' });
    await expect(w.connection.opened()).rejects.toMatchObject({ code: 'ERR_HEARTWIRE_CLOSED' });
  });
});

describe('messages()', () => {
  test('yields messages across reconnects, and ends when the connection closes', async () => {
    const w = world(soon);
    const received: unknown[] = [];
    const reading = (async () => {
      for await (const message of w.connection.messages()) received.push(message);
      received.push('end');
    })();
    await w.advance(20);
    w.peer.send('one');
    w.peer.send('two');
    await w.advance(20);
    w.peer.reset();
    await w.advance(200);
    w.peer.send('three');
    await w.advance(20);
    await Promise.all([w.connection.close(), w.advance(50)]);
    await reading;
    expect(received).toEqual(['one', 'two', 'three', 'end']);
  });

  test('rejects with the cause when the connection fails, after what is held', async () => {
    const w = world(soon);
    await w.advance(20);
    const messages = w.connection.messages();
    w.peer.send('last words');
    w.peer.close(1008, 'go away');
    await w.advance(50);
    expect(await messages.next()).toEqual({ value: 'last words', done: false });
    await expect(messages.next()).rejects.toMatchObject({ closeCode: 1008 });
    expect(await messages.next()).toEqual({ value: undefined, done: true });
  });

  test('a reader that falls behind the bound gets what is held, then a named error', async () => {
    const w = world(soon);
    await w.advance(20);
    const messages = w.connection.messages({ limit: 2 });
    for (const message of ['a', 'b', 'c']) w.peer.send(message);
    await w.advance(20);
    expect(await messages.next()).toEqual({ value: 'a', done: false });
    expect(await messages.next()).toEqual({ value: 'b', done: false });
    await expect(messages.next()).rejects.toMatchObject({ code: 'ERR_HEARTWIRE_MESSAGES_OVERFLOW' });
  });

  test('two readers get every message each; leaving the loop stops the buffering', async () => {
    const w = world(soon);
    await w.advance(20);
    const one = w.connection.messages();
    const two = w.connection.messages();
    w.peer.send('m');
    await w.advance(20);
    expect([(await one.next()).value, (await two.next()).value]).toEqual(['m', 'm']);
    await one.return?.();
    w.peer.send('n');
    await w.advance(20);
    expect(await one.next()).toEqual({ value: undefined, done: true });
    expect((await two.next()).value).toBe('n');
  });

  test('left before it was read, or while it waits, ends and lets go', async () => {
    const w = world(soon);
    await w.advance(20);
    const unread = w.connection.messages({ limit: 1 });
    await unread.return?.();
    const waiting = w.connection.messages();
    const next = waiting.next();
    await waiting.return?.();
    expect(await next).toEqual({ value: undefined, done: true });
    for (const message of ['a', 'b', 'c']) w.peer.send(message);
    await w.advance(20);
    expect(await unread.next()).toEqual({ value: undefined, done: true });
  });

  test.each([Number.NaN, -1, '5'])('refuses a limit of %o', (limit) => {
    const w = world(soon);
    expect(() => w.connection.messages({ limit: limit as number })).toThrow(
      expect.objectContaining({ code: 'ERR_HEARTWIRE_INVALID_OPTION', option: 'limit' }),
    );
  });

  test('says by how much a reader may fall behind', async () => {
    const w = world(soon);
    await w.advance(20);
    const messages = w.connection.messages({ limit: 0 });
    w.peer.send('a');
    await w.advance(20);
    await expect(messages.next()).rejects.toThrow('The reader is more than 0 messages behind.');
  });

  test('that is left listens no more: what comes next is for the next listener of the tick', async () => {
    const { environment, transport } = world({ autoConnect: false });
    const heard: unknown[] = [];
    const connection = createConnection({
      url: 'ws://server.test/',
      environment,
      transport,
      dialect: {
        ...batch,
        session: () => ({
          read: (frame: Frame, signals: DialectSignals<string>) => {
            signals.data(String(frame));
            queueMicrotask(() => connection.on('message', (message) => heard.push(message)));
          },
        }),
      },
    });
    await environment.advance(50);
    await connection.messages().return?.();
    transport.peers[0]?.send('next');
    await environment.advance(50);
    expect(heard).toEqual(['next']);
  });

  test('that is left is let go of, while the connection lives on', async () => {
    const w = world(soon);
    await w.advance(20);
    const left = await (async () => {
      const messages = w.connection.messages();
      await messages.return?.();
      return new WeakRef(messages);
    })();
    await collectGarbage();
    expect(left.deref()).toBe(undefined);
    expect(w.connection.status).toBe('open');
  });

  test('of a closed connection ends at once', async () => {
    const w = world(soon);
    await w.connection.close();
    expect(await w.connection.messages().next()).toEqual({ value: undefined, done: true });
  });
});

describe('on()', () => {
  test('listens until the returned function is called or the signal aborts', async () => {
    const w = world(soon);
    const heard: string[] = [];
    const abort = new AbortController();
    const off = w.connection.on('message', (message) => heard.push(`off: ${message}`));
    w.connection.on('message', (message) => heard.push(`signal: ${message}`), { signal: abort.signal });
    w.connection.on('message', () => heard.push('never'), { signal: AbortSignal.abort() });
    await w.advance(20);
    w.peer.send('1');
    await w.advance(20);
    off();
    w.peer.send('2');
    await w.advance(20);
    abort.abort();
    w.peer.send('3');
    await w.advance(20);
    expect(heard).toEqual(['off: 1', 'signal: 1', 'signal: 2']);
  });

  test('refuses a name that is no event, and a listener that is no function', () => {
    const w = world(soon);
    expect(() => w.connection.on('opened' as 'open', () => {})).toThrow(
      expect.objectContaining({ code: 'ERR_HEARTWIRE_INVALID_OPTION', option: 'name', value: 'opened' }),
    );
    expect(() => w.connection.on(undefined as never, () => {})).toThrow(
      expect.objectContaining({ code: 'ERR_HEARTWIRE_INVALID_OPTION', option: 'name' }),
    );
    expect(() => w.connection.on('open', undefined as never)).toThrow(
      expect.objectContaining({ code: 'ERR_HEARTWIRE_INVALID_OPTION', option: 'listener' }),
    );
  });

  test('a listener removed by an earlier one is not called any more; one added during an event is not called for it', async () => {
    const w = world(soon);
    const heard: string[] = [];
    w.connection.on('open', () => {
      heard.push('first');
      off();
      w.connection.on('open', () => heard.push('added'));
    });
    const off = w.connection.on('open', () => heard.push('removed'));
    await w.advance(20);
    expect(heard).toEqual(['first']);
  });

  test('a listener that throws is reported and stops neither the others nor the connection', async () => {
    const reported: unknown[] = [];
    vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
    const w = world(soon);
    const heard: unknown[] = [];
    for (const name of ['open', 'status', 'message'] as const) {
      w.connection.on(name, () => {
        throw new Error(name);
      });
      w.connection.on(name, () => heard.push(name));
    }
    await w.advance(20);
    w.peer.send('m');
    await w.advance(20);
    vi.unstubAllGlobals();
    expect(reported.map((error) => (error as Error).message)).toEqual(['status', 'open', 'message']);
    expect(heard).toEqual(['status', 'open', 'message']);
    expect(w.connection.status).toBe('open');
  });

  test('status tells the new and the previous one, before the event that explains it', async () => {
    const w = world({ ...soon, retry: { limit: 0 } });
    await w.advance(20);
    w.peer.close(1011);
    await w.advance(20);
    expect(w.events.map(([name, event]) => [name, (event as { status?: string }).status])).toEqual([
      ['status', 'open'],
      ['open', undefined],
      ['status', 'failed'],
      ['lost', undefined],
      ['failed', undefined],
    ]);
  });

  test('messages that come before the first listener in the tick of open are kept for it', async () => {
    const { environment, transport } = world({ autoConnect: false });
    const connection = createConnection({ url: 'ws://server.test/', environment, transport });
    transport.onPeer((peer) => peer.send('at once'));
    const opened = connection.opened();
    const heard: unknown[] = [];
    const listening = opened.then(() => {
      connection.on('message', (message) => heard.push(message));
      connection.on('message', (message) => heard.push(message));
    });
    await environment.advance(50);
    await listening;
    await environment.advance(50);
    expect(heard).toEqual(['at once', 'at once']);
  });

  test('a message in the frame that opens the link is kept for a listener of that tick, whatever else is listened to', async () => {
    const { environment, transport } = world({ autoConnect: false });
    const connection = createConnection({
      url: 'ws://server.test/',
      environment,
      transport,
      dialect: { ...batch, handshake: true },
    });
    transport.onPeer((peer) => peer.send('welcome,at once'));
    const heard: unknown[] = [];
    const listening = connection.opened().then(async () => {
      connection.on('status', () => {});
      await undefined;
      await undefined;
      connection.on('message', (message) => heard.push(message));
    });
    await environment.advance(50);
    await listening;
    expect(heard).toEqual(['at once']);
  });

  test('messages that nobody listens to are not kept beyond the tick', async () => {
    const { environment, transport } = world({ autoConnect: false });
    const connection = createConnection({ url: 'ws://server.test/', environment, transport });
    await environment.advance(50);
    transport.peers[0]?.send('lost');
    await environment.advance(50);
    const heard: unknown[] = [];
    connection.on('message', (message) => heard.push(message));
    await environment.advance(50);
    expect(heard).toEqual([]);
  });
});

describe('probe()', () => {
  test('resolves with the round trip, which also becomes the latency', async () => {
    const w = textWorld({ ...soon, latency: 20, heartbeat: { pingInterval: 60_000, pongTimeout: 10_000 } });
    await w.advance(100);
    const probe = w.connection.probe();
    await w.advance(100);
    expect(await probe).toBe(40);
    expect(w.connection.latency).toBe(40);
    expect(w.of('pong')).toEqual([{ latency: 40 }]);
  });

  test('rejects with the cause when the link turns out dead', async () => {
    const w = textWorld({ ...soon, probeTimeout: 200 });
    await w.advance(100);
    w.transport.freeze();
    const probe = w.connection.probe().catch((error) => error.code);
    await w.advance(200);
    expect(await probe).toBe('ERR_HEARTWIRE_PONG_TIMEOUT');
    expect(w.connection.status).toBe('backoff');
  });

  test('rejects when the peer lives but does not answer', async () => {
    const w = textWorld({ ...soon, probeTimeout: 200 });
    await w.advance(100);
    w.answering.on = false;
    const probe = w.connection.probe().catch((error) => error.code);
    await w.advance(100);
    w.peer.send('still here');
    await w.advance(200);
    expect(await probe).toBe('ERR_HEARTWIRE_NO_PONG');
    expect(w.connection.status).toBe('open');
  });

  test('rejects where no link is open, no ping exists, or the connection closes', async () => {
    const connecting = textWorld(soon);
    await expect(connecting.connection.probe()).rejects.toMatchObject({ code: 'ERR_HEARTWIRE_NOT_OPEN' });
    const mute = world({ ...soon, controlFrames: false });
    await mute.advance(20);
    await expect(mute.connection.probe()).rejects.toMatchObject({ code: 'ERR_HEARTWIRE_NO_PING' });
    const closing = textWorld(soon);
    await closing.advance(20);
    closing.answering.on = false;
    const probe = closing.connection.probe().catch((error) => error.code);
    await Promise.all([closing.connection.close(), closing.advance(20)]);
    expect(await probe).toBe('ERR_HEARTWIRE_CLOSED');
  });

  test('rejects with a sentence that says what is missing', async () => {
    const connecting = textWorld(soon);
    await expect(connecting.connection.probe()).rejects.toThrow('Only an open link can be probed.');
    const mute = world({ ...soon, controlFrames: false });
    await mute.advance(20);
    await expect(mute.connection.probe()).rejects.toThrow('raw() has no ping here.');
    const silent = textWorld({ ...soon, probeTimeout: 200 });
    await silent.advance(20);
    silent.answering.on = false;
    const probe = expect(silent.connection.probe()).rejects.toThrow('No answer to the ping within 200 ms.');
    await silent.advance(100);
    silent.peer.send('still here');
    await silent.advance(200);
    await probe;
    await Promise.all([silent.connection.close(), silent.advance(20)]);
    await expect(silent.connection.opened()).rejects.toThrow('The connection is closed.');
  });

  test('over a transport with control frames raw() pings by them', async () => {
    const w = world({ ...soon, latency: 10 });
    await w.advance(50);
    const probe = w.connection.probe();
    await w.advance(50);
    expect(await probe).toBe(20);
    expect(w.peer.pings).toBe(1);
  });
});

describe('close()', () => {
  test('sends code and reason, and resolves when the peer has answered', async () => {
    const w = world(soon);
    await w.advance(20);
    let isClosed = false;
    const closed = w.connection.close(4001, 'bye').then(() => {
      isClosed = true;
    });
    expect(w.connection.status).toBe('closing');
    await w.advance(9);
    expect(isClosed).toBe(false);
    await w.advance(5);
    await closed;
    expect(w.connection.status).toBe('closed');
    expect(w.peer.closedWith).toEqual({ code: 4001, reason: 'bye' });
    expect(w.of('closed')).toEqual([{ cause: undefined }]);
    expect(w.of('lost')).toEqual([]);
  });

  test('without arguments sends no code; a reason alone goes with 1000', async () => {
    const none = world(soon);
    await none.advance(20);
    none.connection.close();
    await none.advance(20);
    expect(none.peer.closedWith).toEqual({ code: 1005, reason: '' });
    const reason = world(soon);
    await reason.advance(20);
    reason.connection.close(undefined, 'done');
    await reason.advance(20);
    expect(reason.peer.closedWith).toEqual({ code: 1000, reason: 'done' });
  });

  test('on a frozen link resolves at closeTimeout', async () => {
    const w = world({ ...soon, closeTimeout: 300 });
    await w.advance(20);
    w.transport.freeze();
    const closed = w.connection.close();
    await w.advance(299);
    expect(w.connection.status).toBe('closing');
    await w.advance(1);
    await closed;
    expect([w.connection.status, w.transport.live]).toEqual(['closed', 0]);
  });

  test('twice is once', async () => {
    const w = world(soon);
    await w.advance(20);
    await Promise.all([w.connection.close(), w.connection.close(4000), w.advance(50)]);
    await w.connection.close();
    expect(w.of('closed').length).toBe(1);
  });

  test('the end of a scope closes, by Symbol.asyncDispose', async () => {
    const w = world(soon);
    await w.advance(20);
    await Promise.all([w.connection[Symbol.asyncDispose](), w.advance(20)]);
    expect(w.connection.status).toBe('closed');
  });

  test('the signal closes for good, and is let go of by then', async () => {
    const abort = new AbortController();
    const w = world({ ...soon, signal: abort.signal });
    await w.advance(20);
    abort.abort();
    await w.advance(20);
    expect(w.connection.status).toBe('closed');
    for (const start of [() => w.connection.connect(), () => w.connection.reconnect()]) {
      expect(start).toThrow(expect.objectContaining({ code: 'ERR_HEARTWIRE_CLOSED' }));
    }
    const never = world({ ...soon, signal: AbortSignal.abort() });
    await never.advance(20);
    expect([never.connection.status, never.transport.dials]).toEqual(['closed', 0]);
  });

  test('messages that arrive while closing are not delivered', async () => {
    const w = world(soon);
    await w.advance(20);
    w.peer.send('too late');
    w.connection.close();
    await w.advance(20);
    expect(w.of('message')).toEqual([]);
  });
});

describe('verdicts', () => {
  const ends = async (code: number, options: Parameters<typeof world>[0] = {}) => {
    const w = world({ ...soon, ...options });
    await w.advance(20);
    w.peer.close(code, '');
    await w.advance(6);
    return w;
  };

  test.each([
    [1000, 'backoff', 'retry'],
    [1001, 'backoff', 'retry'],
    [1005, 'backoff', 'retry'],
    [1011, 'backoff', 'retry'],
    [1012, 'backoff', 'retry'],
    [1013, 'backoff', 'retry'],
    [3000, 'backoff', 'refresh'],
    [3008, 'backoff', 'retry'],
    [4000, 'backoff', 'retry'],
    [4401, 'backoff', 'refresh'],
    [1002, 'failed', 'fatal'],
    [1003, 'failed', 'fatal'],
    [1007, 'failed', 'fatal'],
    [1008, 'failed', 'fatal'],
    [1009, 'failed', 'fatal'],
    [1010, 'failed', 'fatal'],
    [3003, 'failed', 'fatal'],
    [4403, 'failed', 'fatal'],
  ])('a close with %i leads to %s', async (code, status, verdict) => {
    const w = await ends(code);
    expect(w.connection.status).toBe(status);
    expect(w.of('lost').map((lost) => [lost.cause.closeCode, lost.verdict])).toEqual([[code, verdict]]);
  });

  test('retry.verdict has the first word, the dialect the second', async () => {
    const seen: unknown[] = [];
    const w = await ends(1000, {
      retry: {
        verdict: (close) => {
          seen.push(close);
          return close.code === 1000 ? 'done' : undefined;
        },
      },
    });
    expect(w.connection.status).toBe('closed');
    expect(w.of('closed').map(({ cause }) => cause?.code)).toEqual(['ERR_HEARTWIRE_SOCKET_CLOSED']);
    expect(seen).toEqual([{ code: 1000, reason: '', wasClean: true, wasOpen: true, httpStatus: undefined }]);
    const dialect = {
      name: 'strict',
      beat: { leads: 'transport', life: 'any' },
      session: () => ({ read: () => {} }),
      write: (message: string) => message,
      verdict: () => 'fatal',
    } as const;
    expect((await ends(1000, { dialect } as never)).connection.status).toBe('failed');
    expect(
      (await ends(1000, { dialect, retry: { verdict: () => 'retry' } } as never)).connection.status,
    ).toBe('backoff');
  });

  test('done is forgotten when the connection starts again: a later close() has no cause', async () => {
    const w = await ends(1000, { retry: { verdict: ({ wasOpen }) => (wasOpen ? 'done' : undefined) } });
    expect(w.connection.status).toBe('closed');
    w.connection.connect();
    await w.advance(20);
    await Promise.all([w.connection.close(), w.advance(20)]);
    expect(w.of('closed').map(({ cause }) => cause?.code)).toEqual([
      'ERR_HEARTWIRE_SOCKET_CLOSED',
      undefined,
    ]);
  });

  test('a verdict function that throws is reported, and the table decides', async () => {
    const reported: unknown[] = [];
    vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
    const verdict = () => {
      throw new Error('mine');
    };
    const w = await ends(1000, { retry: { verdict } });
    vi.unstubAllGlobals();
    expect(w.connection.status).toBe('backoff');
    expect(reported.length).toBe(1);
  });

  test('a link that reconnect() gives up is judged too, and the row of retries starts anew all the same', async () => {
    const verdicts: string[] = [];
    const w = world({
      ...soon,
      url: ({ verdict }) => {
        verdicts.push(verdict);
        return 'ws://server.test/';
      },
      retry: { verdict: () => 'fatal' },
    });
    await w.advance(20);
    w.connection.reconnect();
    await w.advance(20);
    expect(w.of('lost').map(({ cause, verdict }) => [cause.code, verdict])).toEqual([
      ['ERR_HEARTWIRE_SUPERSEDED', 'fatal'],
    ]);
    expect([w.connection.status, verdicts]).toEqual(['open', ['retry', 'retry']]);
  });

  test('url() is told that a fresh credential is wanted, whatever said so', async () => {
    const verdicts: string[] = [];
    const w = await ends(4999, {
      url: ({ verdict }) => {
        verdicts.push(verdict);
        return 'ws://server.test/';
      },
      retry: { verdict: ({ code }) => (code === 4999 ? 'refresh' : undefined) },
    });
    await w.advance(200);
    expect(verdicts).toEqual(['retry', 'refresh']);
  });

  test('refresh retries once; a second in a row is fatal', async () => {
    const w = await ends(4401);
    await w.advance(200);
    expect(w.connection.status).toBe('open');
    w.peer.close(4401);
    await w.advance(10);
    expect(w.connection.status).toBe('failed');
  });

  test('a stable link earns another refresh', async () => {
    const w = await ends(4401);
    await w.advance(10_000);
    w.peer.close(4401);
    await w.advance(200);
    expect(w.connection.status).toBe('open');
  });

  test('retry.limit counts retries in a row, then the connection has failed with the last cause', async () => {
    const w = world({ ...soon, retry: { limit: 3 } });
    w.transport.mode = 'refuse';
    await w.advance(5_000);
    expect(w.connection.status).toBe('failed');
    expect(w.transport.dials).toBe(4);
    expect(w.of('failed').map(({ cause, attempt }) => [cause?.code, attempt])).toEqual([
      ['ERR_HEARTWIRE_DIAL_FAILED', 3],
    ]);
    expect(w.connection.cause?.code).toBe('ERR_HEARTWIRE_DIAL_FAILED');
    w.connection.connect();
    expect(w.connection.status).toBe('failed');
    expect([w.environment.timers, w.environment.listeners]).toEqual([0, 0]);
  });
});

describe('backoff', () => {
  test('the retry event tells attempt, delay, time and cause, and the dial comes then', async () => {
    const w = world({ ...soon, backoff: constant(1_000) });
    await w.advance(20);
    w.peer.close(1011);
    await w.advance(5);
    const at = w.environment.now() + 1_000;
    expect(w.of('retry')).toEqual([{ attempt: 1, delay: 1_000, at, cause: w.connection.cause }]);
    expect(w.connection.nextAttemptAt).toBe(at);
    await w.advance(999);
    expect(w.transport.dials).toBe(1);
    await w.advance(1);
    expect(w.transport.dials).toBe(2);
    expect(w.connection.nextAttemptAt).toBe(undefined);
  });

  test('is given attempt, previous delay, cause and chance', async () => {
    const inputs: unknown[] = [];
    const w = world({
      ...soon,
      backoff: ({ attempt, previous, cause, random }) => {
        inputs.push([attempt, previous, cause.code, typeof random()]);
        return attempt * 100;
      },
    });
    w.transport.mode = 'refuse';
    await w.advance(500);
    expect(inputs).toEqual([
      [1, 0, 'ERR_HEARTWIRE_DIAL_FAILED', 'number'],
      [2, 100, 'ERR_HEARTWIRE_DIAL_FAILED', 'number'],
      [3, 200, 'ERR_HEARTWIRE_DIAL_FAILED', 'number'],
    ]);
  });

  test.each([Number.NaN, -1])(
    'one that gives %d is reported by name, and the default stands in',
    async (delay) => {
      const reported: { code?: string }[] = [];
      vi.stubGlobal('reportError', (error: object) => reported.push(error));
      const w = world({ ...soon, backoff: () => delay });
      w.transport.mode = 'refuse';
      await w.advance(11);
      vi.unstubAllGlobals();
      expect(reported.map(({ code }) => code)).toEqual(['ERR_HEARTWIRE_INVALID_TIME']);
      expect(w.connection.status).toBe('backoff');
    },
  );

  test.each([
    ['retry-after=2', 2_000, 4_000],
    ['restarting; retry-after=60', 60_000, 120_000],
    ['retry-after=0.5', 500, 1_500],
    ['retry-after=999999', 3_600_000, 7_200_000],
  ])('a close reason of "%s" is honoured with jitter on top', async (reason, least, most) => {
    const delays: number[] = [];
    for (let seed = 1; seed <= 20; seed += 1) {
      const w = world({ ...soon, seed });
      await w.advance(20);
      w.peer.close(1012, reason);
      await w.advance(5);
      delays.push(w.of('retry')[0]?.delay ?? Number.NaN);
    }
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...delays)).toBeLessThanOrEqual(most);
    expect(new Set(delays).size).toBe(20);
  });
});

describe('calls from inside listeners', () => {
  const names = ['message', 'status', 'open', 'lost', 'retry', 'pong', 'failed', 'closed', 'drop'] as const;

  const provoke = async (w: ReturnType<typeof textWorld>) => {
    w.connection.send('x', { ttl: 1 });
    await w.advance(1_100);
    w.transport.peers.at(-1)?.send('hello');
    await w.advance(10);
    w.transport.peers.at(-1)?.close(1011);
    await w.advance(300);
    w.transport.peers.at(-1)?.close(1008);
    await w.advance(300);
    await Promise.all([w.connection.close(), w.advance(50)]);
  };

  test.each(names)('close() from a %s listener ends closed or failed, with nothing left', async (name) => {
    const w = textWorld(soon);
    w.connection.on(name, () => void w.connection.close());
    await provoke(w);
    await w.advance(60_000);
    expect(['closed', 'failed']).toContain(w.connection.status);
    expect([w.transport.live, w.environment.timers, w.environment.listeners]).toEqual([0, 0, 0]);
  });

  test.each(names)('reconnect() from a %s listener leaves one socket and works', async (name) => {
    const w = textWorld(soon);
    let calls = 0;
    w.connection.on(name, () => {
      calls += 1;
      if (calls <= 2) w.connection.reconnect();
      expect(w.transport.live).toBeLessThanOrEqual(1);
    });
    if (name === 'closed') await Promise.all([w.connection.close(), w.advance(50)]);
    await provoke(w);
    w.connection.reconnect();
    await w.advance(100);
    expect(w.connection.status).toBe('open');
    expect(w.transport.live).toBe(1);
    expect(calls).toBeGreaterThan(0);
  });

  test('reconnect() on every lost link does not chase its own tail', async () => {
    const w = textWorld(soon);
    await w.advance(20);
    let calls = 0;
    w.connection.on('lost', () => {
      calls += 1;
      if (calls < 100) w.connection.reconnect();
    });
    w.connection.reconnect();
    await w.advance(20);
    w.peer.reset();
    await w.advance(20);
    expect([calls, w.connection.status]).toEqual([2, 'open']);
  });

  test('what a listener calls acts at once, and the others still hear the event that they were promised', async () => {
    const w = world(soon);
    const seen: string[] = [];
    w.connection.on('open', () => {
      w.connection.close();
      seen.push(w.connection.status);
    });
    w.connection.on('open', () => seen.push('second'));
    await w.advance(50);
    expect(seen).toEqual(['closing', 'second']);
    expect(w.statuses).toEqual(['open', 'closing', 'closed']);
  });

  test('a message listener that closes hears no further message of the batch', async () => {
    const w = world({ ...soon, dialect: batch });
    const heard: unknown[] = [];
    w.connection.on('message', (message) => {
      heard.push(message);
      w.connection.close();
    });
    await w.advance(20);
    w.peer.send('a,b,c');
    await w.advance(20);
    expect(heard).toEqual(['a']);
  });
});

describe('a frame that cannot be read', () => {
  const picky = (badFrame?: 'fatal') => ({
    name: 'picky',
    beat: { leads: 'transport', life: 'any' } as const,
    ...(badFrame && { badFrame }),
    session: () => ({
      read: () => {
        throw new SyntaxError('unreadable');
      },
    }),
    write: (message: string) => message,
  });

  test('ends the link by name, and the connection comes back', async () => {
    const w = world({ ...soon, dialect: picky() });
    await w.advance(20);
    w.peer.send('garbage');
    await w.advance(6);
    expect(w.of('lost').map(({ cause, verdict, wasOpen }) => [cause.code, verdict, wasOpen])).toEqual([
      ['ERR_HEARTWIRE_BAD_FRAME', 'retry', true],
    ]);
    await w.advance(200);
    expect(w.connection.status).toBe('open');
  });

  test('is fatal where the dialect says so', async () => {
    const w = world({ ...soon, dialect: picky('fatal') });
    await w.advance(20);
    w.peer.send('garbage');
    await w.advance(6);
    expect(w.connection.status).toBe('failed');
  });
});

describe('refuse, kick and negotiated times', () => {
  const talking = {
    name: 'talking',
    beat: { leads: 'client', life: 'beat' } as const,
    handshake: true,
    session: () => ({
      ping: () => 'ping',
      read: (frame: unknown, signals: import('../../src/ports/dialect.ts').DialectSignals<string>) => {
        const [word, ...rest] = String(frame).split(' ');
        if (word === 'welcome')
          signals.welcome({ pingInterval: Number(rest[0]), pongTimeout: Number(rest[1]) });
        else if (word === 'refuse')
          signals.refuse(rest[0] as 'retry', rest.slice(2).join(' '), Number(rest[1]));
        else if (word === 'kick') signals.kick(rest.join(' '));
        else if (word === 'pong') signals.pong();
        else signals.data(String(frame));
      },
    }),
    write: (message: string) => message,
  };

  test('a refusal ends the attempt with its reason, verdict and hint', async () => {
    const w = world({ ...soon, dialect: talking });
    w.transport.onPeer((peer) => peer.send('refuse retry 2000 busy just now'));
    await w.advance(12);
    expect(
      w.of('lost').map(({ cause, verdict }) => [cause.code, cause.reason, cause.retryAfter, verdict]),
    ).toEqual([['ERR_HEARTWIRE_REFUSED', 'busy just now', 2_000, 'retry']]);
    expect(w.of('retry')[0]?.delay).toBeGreaterThanOrEqual(2_000);
  });

  test('a kick is fatal by default', async () => {
    const w = world({ ...soon, dialect: talking });
    w.transport.onPeer((peer) => peer.send('welcome 1000 500'));
    await w.advance(20);
    w.peer.send('kick duplicate login');
    await w.advance(10);
    expect(w.connection.status).toBe('failed');
    expect([w.connection.cause?.code, w.connection.cause?.reason]).toEqual([
      'ERR_HEARTWIRE_KICKED',
      'duplicate login',
    ]);
  });

  test('negotiated times start no heartbeat where the app wants none', async () => {
    const w = world({ ...soon, latency: 0, dialect: talking, heartbeat: false });
    w.transport.onPeer((peer) => peer.send('welcome 2000 700'));
    await w.advance(60_000);
    expect([w.statuses.filter((status) => status !== 'connecting'), w.peer.received]).toEqual([['open'], []]);
  });

  test('negotiated times steer the heartbeat, and data is no life where only beats are', async () => {
    const w = world({ ...soon, latency: 0, dialect: talking });
    w.transport.onPeer((peer) => peer.send('welcome 2000 700'));
    await w.advance(1);
    expect(w.connection.status).toBe('open');
    for (let time = 0; time < 2_600; time += 100) {
      await w.advance(100);
      w.peer.send('data');
    }
    expect(w.connection.status).toBe('awaiting-pong');
    await w.advance(101);
    expect(w.of('lost').map(({ cause, silence }) => [cause.code, silence])).toEqual([
      ['ERR_HEARTWIRE_PONG_TIMEOUT', 2_700],
    ]);
  });
});

describe('actor', () => {
  test("carries the status as the tag of its snapshot, and takes the chart's events", async () => {
    const w = world({ ...soon, autoConnect: false });
    expect([...w.connection.actor.getSnapshot().tags]).toEqual(['idle']);
    w.connection.actor.send({ type: 'connect' });
    expect(w.connection.status).toBe('connecting');
    await w.advance(20);
    expect(w.connection.actor.getSnapshot().hasTag('open')).toBe(true);
    expect(w.statuses).toEqual(['connecting', 'open']);
  });

  test('has one child, link, which is active as long as a link is wanted, whatever it is sent, and stopped afterwards', async () => {
    const w = world(soon);
    const links = () => Object.keys(w.connection.actor.getSnapshot().children);
    await w.advance(20);
    const { link } = w.connection.actor.getSnapshot().children;
    expect([links(), link?.getSnapshot().status]).toEqual([['link'], 'active']);
    expect(w.connection.actor.getPersistedSnapshot()).toMatchObject({
      children: { link: { src: 'link', snapshot: { status: 'active' } } },
    });
    link?.send({ type: 'anything' });
    expect([link?.getSnapshot().status, w.transport.live]).toEqual(['active', 1]);
    await Promise.all([w.connection.close(), w.advance(20)]);
    expect([links(), link?.getSnapshot().status]).toEqual([[], 'stopped']);
  });

  test('inspect sees every event and snapshot, and no option of the connection', async () => {
    const seen: { type: string; event?: { type: string } }[] = [];
    const w = world({
      ...soon,
      url: 'ws://user:pass@server.test/?token=secret',
      inspect: (event) => void seen.push(event as never),
    });
    await w.advance(20);
    const types = seen.filter(({ type }) => type === '@xstate.event').map(({ event }) => event?.type);
    expect(types).toContain('connect');
    expect(types).toContain('socket.opened');
    expect(JSON.stringify(w.connection.actor.getPersistedSnapshot())).not.toMatch(/secret|pass/);
    expect(JSON.stringify(w.connection.actor.getSnapshot())).not.toMatch(/secret|pass/);
  });
});

describe('errors', () => {
  test('hold no query, no user info and no token of the url', async () => {
    const secret = 'ws://user:hunter2@server.test/path?token=s3cret';
    const w = world({ ...soon, url: () => secret, retry: { limit: 2 } });
    w.transport.mode = 'refuse';
    await w.advance(5_000);
    const text = JSON.stringify(w.events, (_, value) =>
      value instanceof Error
        ? { ...value, message: value.message, stack: value.stack, cause: value.cause }
        : value,
    );
    expect(text).toContain('ERR_HEARTWIRE_DIAL_FAILED');
    expect(text).not.toMatch(/hunter2|s3cret/);
    let thrown: unknown;
    try {
      createConnection({ url: `${secret}#fragment` });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'ERR_HEARTWIRE_INVALID_URL' });
    expect(JSON.stringify([thrown, String(thrown)])).not.toMatch(/hunter2|s3cret/);
  });
});
