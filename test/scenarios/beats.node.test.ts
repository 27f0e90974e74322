import { describe, expect, test } from 'vitest';
import { HeartwireError } from '../../src/errors.ts';
import type { Beat, BeatTimes, Dialect } from '../../src/ports/dialect.ts';
import type { Frame, WireData } from '../../src/ports/transport.ts';
import { world } from '../support/world.ts';

const times = { pingInterval: 1_000, pongTimeout: 500 };

/** Beats with `beat`, takes `pong` for an answer and `welcome` for a welcome, whatever its axes. */
const beating = (
  axes: Partial<Beat>,
  rest: Partial<Dialect<Frame, WireData>> & { readonly agreed?: Partial<BeatTimes> } = {},
): Dialect<Frame, WireData> => {
  const { agreed, ...more } = rest;
  return {
    name: 'beating',
    beat: { leads: 'client', life: 'any', times, ...axes },
    session: () => ({
      read(frame, signals) {
        if (frame === 'pong') signals.pong();
        else if (frame === 'beat') signals.ping();
        else if (frame === 'welcome') signals.welcome(agreed);
        else signals.data(frame);
      },
      ping: () => 'beat',
    }),
    write: (message) => message,
    ...more,
  };
};

/** A world with that dialect and the times at which beats went out, in ms from the opening of the link. */
function beatingWorld(dialect: Dialect<Frame, WireData>, answer?: string) {
  const w = world({ dialect, latency: 0 });
  const beats: number[] = [];
  w.transport.onPeer((peer) =>
    peer.onMessage((frame) => {
      if (frame !== 'beat') return;
      beats.push(w.elapsed());
      if (answer !== undefined) peer.send(answer);
    }),
  );
  return Object.assign(w, { beats });
}

describe('a dialect that beats always', () => {
  test('sends a beat every interval, whatever is heard, and is in no doubt while it hears', async () => {
    const w = beatingWorld(beating({ keepAlive: 'always' }), 'pong');
    for (let step = 0; step < 50; step += 1) {
      await w.advance(100);
      w.peer.send('data');
    }
    expect(w.beats).toEqual([1_000, 2_000, 3_000, 4_000, 5_000]);
    expect(w.statuses).toEqual(['open']);
  });

  test('needs no answer to its beats where the peer beats by itself', async () => {
    const w = beatingWorld(beating({ keepAlive: 'always', reply: 'none' }));
    for (let beat = 0; beat < 20; beat += 1) {
      await w.advance(900);
      w.peer.send('beat');
    }
    expect(w.beats.length).toBe(18);
    expect(w.statuses).toEqual(['open']);
  });

  test('beats on while it waits for a sign of life, and is lost after interval and timeout of silence', async () => {
    const silence = { pingInterval: 1_000, pongTimeout: 4_500 };
    const w = beatingWorld(beating({ keepAlive: 'always', reply: 'none', times: silence }));
    await w.advance(500);
    w.peer.send('beat');
    await w.advance(5_499);
    expect([w.connection.status, w.of('lost')]).toEqual(['awaiting-pong', []]);
    await w.advance(2);
    expect(w.of('lost').map(({ cause, silence: ms }) => [cause.code, ms])).toEqual([
      ['ERR_HEARTWIRE_PONG_TIMEOUT', 5_500],
    ]);
    expect(w.beats).toEqual([1_000, 2_000, 3_000, 4_000, 5_000]);
  });

  test('can be asked by the option to beat only when it is quiet', async () => {
    const dialect = beating({ keepAlive: 'always' });
    const w = world({ dialect, heartbeat: { ...times, keepAlive: 'when-quiet' }, latency: 0 });
    for (let step = 0; step < 50; step += 1) {
      await w.advance(100);
      w.peer.send('data');
    }
    expect(w.peer.received).toEqual([]);
  });

  test('is not probed where nobody answers: the network changes, and the link stays', async () => {
    const w = beatingWorld(beating({ keepAlive: 'always', reply: 'none' }));
    await w.advance(100);
    w.environment.signal('online');
    w.environment.signal('wake');
    expect(w.connection.status).toBe('open');
    expect(w.beats).toEqual([]);
    await expect(w.connection.probe()).rejects.toMatchObject({ code: 'ERR_HEARTWIRE_NO_PING' });
  });

  test('that nobody answers is waited for in full again after a sleep, however short a probe may be', async () => {
    const w = world({ dialect: beating({ reply: 'none' }), latency: 0, probeTimeout: 10 });
    await w.advance(1_100);
    expect(w.connection.status).toBe('awaiting-pong');
    w.environment.jump(60_000);
    await w.advance(490);
    expect(w.connection.status).toBe('awaiting-pong');
    await w.advance(20);
    expect(w.of('lost').map(({ cause }) => cause.code)).toEqual(['ERR_HEARTWIRE_PONG_TIMEOUT']);
  });

  test('sends none where the app wants no heartbeat, at random or not', async () => {
    for (const first of ['random', undefined] as const) {
      const dialect = beating({ keepAlive: 'always', ...(first && { first }) });
      const w = world({ dialect, heartbeat: false, latency: 0 });
      await w.advance(100_000);
      expect([w.peer.received, w.statuses]).toEqual([[], ['open']]);
    }
  });

  test('draws its first beat where the protocol wants it at random', async () => {
    const firsts = [];
    for (const seed of [1, 2, 3, 4]) {
      const w = world({ dialect: beating({ keepAlive: 'always', first: 'random' }), latency: 0, seed });
      await w.advance(0);
      const first = await firstBeat(w);
      firsts.push(first);
      await w.advance(1_000);
      expect(w.peer.received).toEqual(['beat', 'beat']);
    }
    expect(new Set(firsts).size).toBe(4);
    expect(firsts.every((ms) => ms > 0 && ms <= 1_000)).toBe(true);
  });
});

async function firstBeat(w: ReturnType<typeof world>): Promise<number> {
  for (let ms = 1; ms <= 1_001; ms += 1) {
    await w.advance(1);
    if (w.peer.received.length > 0) {
      w.peer.send('pong');
      return ms;
    }
  }
  return Number.NaN;
}

describe('a beat that proves nothing', () => {
  test('goes out every interval to a peer that never says a word, for ever', async () => {
    const oneWay = { pingInterval: 1_000, pongTimeout: Infinity };
    const w = beatingWorld(beating({ keepAlive: 'always', times: oneWay }));
    await w.advance(100_000);
    expect(w.beats.length).toBe(100);
    expect(w.statuses).toEqual(['open']);
  });
});

describe('a handshake', () => {
  test('that agrees on no beats leaves the link without: nothing is sent, asked or missed', async () => {
    const w = beatingWorld(
      beating({ keepAlive: 'always' }, { handshake: true, agreed: { pingInterval: Infinity } }),
    );
    await w.advance(0);
    w.peer.send('welcome');
    await w.advance(100_000);
    await expect(w.connection.probe()).rejects.toMatchObject({ code: 'ERR_HEARTWIRE_NO_PING' });
    w.environment.signal('wake');
    await w.advance(100_000);
    expect(w.statuses).toEqual(['open']);
    expect(w.beats).toEqual([]);
  });
});

describe('a link on which no answer was agreed', () => {
  test('is not probed: silence of any length says nothing', async () => {
    const w = beatingWorld(beating({}, { handshake: true, agreed: { pongTimeout: Infinity } }));
    await w.advance(0);
    w.peer.send('welcome');
    await w.advance(10);
    await expect(w.connection.probe()).rejects.toMatchObject({ code: 'ERR_HEARTWIRE_NO_PING' });
    expect(w.beats).toEqual([]);
  });
});

describe('a dialect', () => {
  test('that cannot be a client is refused at once', () => {
    const refusal = new HeartwireError('ERR_HEARTWIRE_INVALID_OPTION', 'for servers only');
    const session = () => {
      throw refusal;
    };
    expect(() => world({ dialect: beating({}, { session }) })).toThrow(refusal);
  });

  test('says how long to stay away after a close', async () => {
    const dialect = beating({}, { retryAfter: (code) => (code === 4100 ? 1_000 : undefined) });
    const w = world({ dialect, latency: 0 });
    await w.advance(10);
    w.peer.close(4100, 'over capacity');
    await w.advance(10);
    expect(w.of('retry')[0]?.delay).toBeGreaterThanOrEqual(1_000);
    expect(w.of('lost')[0]?.cause.retryAfter).toBe(1_000);
  });

  test('sends frames of its own, and finds a frame bad after it has read it', async () => {
    let later = (): void => {};
    const w = world({
      latency: 0,
      dialect: beating(
        {},
        {
          badFrame: 'fatal',
          session: () => ({
            read(frame, signals) {
              signals.reply(`ack ${frame}`);
              later = () => signals.fail(new Error('it does not inflate'));
            },
            ping: () => 'beat',
          }),
        },
      ),
    });
    await w.advance(10);
    w.peer.send('one');
    await w.advance(10);
    expect(w.peer.received).toEqual(['ack one']);
    later();
    expect(w.of('lost').map(({ cause, verdict }) => [cause.code, verdict])).toEqual([
      ['ERR_HEARTWIRE_BAD_FRAME', 'fatal'],
    ]);
    later();
    expect(w.of('lost').length).toBe(1);
  });
});
