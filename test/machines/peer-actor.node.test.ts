import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { virtualEnvironment } from '../../src/adapters/virtual-environment.ts';
import { LossError } from '../../src/errors.ts';
import { peerMachine } from '../../src/machines/peer.ts';
import type { HostedPeer, PeerEvent, PeerPolicy } from '../../src/machines/peer-parts.ts';

const usual: PeerPolicy = {
  times: { pingInterval: 1_000, pongTimeout: 500 },
  handshakeTimeout: 3_000,
  authenticationTimeout: 4_000,
  closeTimeout: 2_000,
  canPing: true,
  beatsAlways: false,
  needsHandshake: false,
  needsAuthentication: false,
};

const cause = new LossError('ERR_HEARTWIRE_SOCKET_CLOSED', 'gone', { closeCode: 1001, wasOpen: true });

/** The peer's chart as an actor on virtual time, and what it did: `MS EFFECT`. Chance says `chance`. */
function peer(policy: Partial<PeerPolicy> = {}, chance = 0) {
  const environment = virtualEnvironment({ seed: 1 });
  const began = environment.now();
  const elapsed = () => environment.now() - began;
  const log: string[] = [];
  const does = (name: string) => () => void log.push(`${elapsed()} ${name}`);
  let heardAt = began;
  const host = {
    policy: { ...usual, ...policy },
    now: () => environment.now(),
    random: () => chance,
    heardAt: () => heardAt,
    announcePeer: does('announcePeer'),
    announceLost: does('announceLost'),
    announceGone: does('announceGone'),
    sendPing: does('sendPing'),
    sendClose: does('sendClose'),
    terminate: does('terminate'),
  };
  const actor = createActor(peerMachine, { input: { host: () => host }, clock: environment }).start();
  const send = (event: PeerEvent) => actor.send(event);
  return {
    log,
    send,
    environment,
    advance: (ms: number) => environment.advance(ms),
    get context(): HostedPeer {
      return actor.getSnapshot().context;
    },
    get status() {
      return [...actor.getSnapshot().tags].join();
    },
    get path() {
      return JSON.stringify(actor.getSnapshot().value).replaceAll(/["{}]/g, '').replaceAll(':', '.');
    },
    /** A frame came in. */
    hears() {
      heardAt = environment.now();
      send({ type: 'peer.heard' });
    },
  };
}

describe('a new peer', () => {
  test('is open at once where nothing is asked of it', () => {
    const p = peer();
    expect([p.path, p.status, p.log]).toEqual(['connected.open.alive', 'alive', ['0 announcePeer']]);
    expect(p.context).toMatchObject({
      times: usual.times,
      phase: 0,
      pings: 0,
      pingedAt: 0,
      cause: undefined,
    });
  });

  test('has the handshake first, and its times', () => {
    const p = peer({ needsHandshake: true });
    expect([p.path, p.status, p.log]).toEqual(['connected.handshaking', 'handshaking', []]);
    p.send({ type: 'handshake.completed', times: { pingInterval: 700 } });
    expect(p.status).toBe('alive');
    expect(p.context.times).toEqual({ pingInterval: 700, pongTimeout: 500 });
  });

  test('keeps the usual times where the handshake says none', () => {
    const p = peer({ needsHandshake: true });
    p.send({ type: 'handshake.completed' });
    expect(p.context.times).toEqual(usual.times);
  });

  test('says who it is after the handshake', () => {
    const p = peer({ needsHandshake: true, needsAuthentication: true });
    p.send({ type: 'handshake.completed' });
    expect([p.path, p.status, p.log]).toEqual(['connected.authenticating', 'handshaking', []]);
    p.send({ type: 'peer.authenticated' });
    expect([p.status, p.log]).toEqual(['alive', ['0 announcePeer']]);
  });

  test('is let go where its handshake does not come', async () => {
    const p = peer({ needsHandshake: true });
    await p.advance(2_999);
    expect(p.status).toBe('handshaking');
    await p.advance(1);
    expect([p.status, p.log]).toEqual(['gone', ['3000 announceLost', '3000 terminate', '3000 announceGone']]);
    expect(p.context.cause).toMatchObject({
      code: 'ERR_HEARTWIRE_HANDSHAKE_TIMEOUT',
      message: 'No handshake within 3000 ms.',
      wasOpen: false,
    });
  });

  test('is closed with 4401 where it does not say who it is', async () => {
    const p = peer({ needsAuthentication: true });
    await p.advance(3_999);
    expect(p.status).toBe('handshaking');
    await p.advance(1);
    expect([p.status, p.log]).toEqual(['draining', ['4000 announceLost', '4000 sendClose']]);
    expect(p.context.cause).toMatchObject({
      code: 'ERR_HEARTWIRE_AUTHENTICATION_TIMEOUT',
      message: 'No credential within 4000 ms.',
      closeCode: 4401,
      reason: 'authentication timeout',
      wasOpen: false,
    });
  });
});

describe('the heartbeat of a peer', () => {
  test('begins after a phase that is drawn, a whole number of ms, whatever is heard meanwhile', async () => {
    const p = peer({ times: { pingInterval: 999, pongTimeout: 500 } }, 0.5);
    expect(p.context.phase).toBe(499);
    await p.advance(400);
    p.hears();
    await p.advance(98);
    expect(p.log).toEqual(['0 announcePeer']);
    await p.advance(1);
    expect([p.status, p.log.at(-1)]).toEqual(['awaiting-pong', '499 sendPing']);
    expect([p.context.pings, p.context.pingedAt]).toEqual([1, p.environment.now()]);
  });

  test('counts the phase from the last frame', async () => {
    const p = peer({ needsHandshake: true }, 0.5);
    await p.advance(200);
    p.send({ type: 'handshake.completed' });
    await p.advance(299);
    expect(p.log.length).toBe(1);
    await p.advance(1);
    expect(p.log.at(-1)).toBe('500 sendPing');
  });

  test('asks after an interval of silence, no sooner', async () => {
    const p = peer();
    await p.advance(0);
    expect(p.log.at(-1)).toBe('0 sendPing');
    await p.advance(10);
    p.hears();
    await p.advance(999);
    expect(p.status).toBe('alive');
    await p.advance(1);
    expect([p.status, p.log.at(-1)]).toEqual(['awaiting-pong', '1010 sendPing']);
  });

  test('is put off by what is heard', async () => {
    const p = peer();
    await p.advance(0);
    for (let step = 0; step < 20; step += 1) {
      await p.advance(400);
      p.hears();
    }
    expect([p.status, p.log]).toEqual(['alive', ['0 announcePeer', '0 sendPing']]);
  });

  test('is put off by a frame of the very instant in which it was due', async () => {
    const p = peer();
    p.environment.setTimeout(() => p.hears(), 1_010);
    await p.advance(10);
    p.hears();
    await p.advance(1_000);
    expect([p.status, p.log]).toEqual(['alive', ['0 announcePeer', '0 sendPing']]);
  });

  test('goes out every interval, whatever is heard, where the client waits for it', async () => {
    const p = peer({ beatsAlways: true }, 0.25);
    for (let step = 0; step < 35; step += 1) {
      await p.advance(100);
      p.hears();
    }
    expect(p.log).toEqual([
      '0 announcePeer',
      ...['250', '1250', '2250', '3250'].map((ms) => `${ms} sendPing`),
    ]);
  });

  test('asks nothing of a peer that cannot be asked, until it has been silent for an interval', async () => {
    const p = peer({ canPing: false }, 0.5);
    expect(p.context.phase).toBe(0);
    await p.advance(600);
    p.hears();
    await p.advance(999);
    expect([p.status, p.log]).toEqual(['alive', ['0 announcePeer']]);
    await p.advance(1);
    expect(p.status).toBe('awaiting-pong');
  });

  test('takes a clock that was set back for no silence that it knows: it asks', async () => {
    const p = peer({ canPing: false });
    p.environment.setClock(-10_000);
    await p.advance(1_000);
    expect(p.status).toBe('awaiting-pong');
  });
});

describe('a silent peer', () => {
  test('is lost after interval and timeout, with how long it was silent', async () => {
    const p = peer();
    await p.advance(10);
    p.hears();
    await p.advance(1_499);
    expect(p.status).toBe('awaiting-pong');
    await p.advance(1);
    expect([p.status, p.log.slice(-3)]).toEqual([
      'gone',
      ['1510 announceLost', '1510 terminate', '1510 announceGone'],
    ]);
    expect(p.context.cause).toMatchObject({
      code: 'ERR_HEARTWIRE_PONG_TIMEOUT',
      message: 'No sign of life for 1500 ms.',
      wasOpen: true,
    });
  });

  test('is asked once more where the deadline comes so late that we were busy, and only once', async () => {
    const p = peer();
    await p.advance(100);
    expect(p.status).toBe('awaiting-pong');
    p.environment.jump(60_000);
    await p.advance(1);
    expect([p.status, p.context.pings, p.log.at(-1)]).toEqual(['awaiting-pong', 2, '60100 sendPing']);
    expect(p.context.pingedAt).toBe(p.environment.now() - 1);
    p.environment.jump(60_000);
    await p.advance(1);
    expect(p.status).toBe('gone');
  });

  test.each([
    ['half the timeout', 500, 250],
    ['50 ms, where half the timeout is less', 40, 50],
  ])('is not asked again where the deadline is late by no more than %s', async (_, pongTimeout, late) => {
    const statusAfter = async (ms: number) => {
      const p = peer({ times: { pingInterval: 1_000, pongTimeout } });
      await p.advance(0);
      p.environment.jump(ms);
      await p.advance(0);
      return p.status;
    };
    expect(await statusAfter(pongTimeout + late)).toBe('gone');
    expect(await statusAfter(pongTimeout + late + 1)).toBe('awaiting-pong');
  });
});

describe('the end of a peer', () => {
  const ends = [
    ['close', 'draining', ['sendClose']],
    ['terminate', 'gone', ['terminate', 'announceGone']],
    ['peer.refused', 'draining', ['announceLost', 'sendClose']],
    ['peer.lost', 'gone', ['announceLost', 'terminate', 'announceGone']],
    ['socket.closed', 'gone', ['terminate', 'announceGone']],
  ] as const;

  test.each(ends)('by %s is %s', (type, status, effects) => {
    const p = peer();
    p.send({ type, cause });
    expect([p.status, p.context.cause]).toEqual([status, cause]);
    expect(p.log.slice(1)).toEqual(effects.map((effect) => `0 ${effect}`));
  });

  test('waits for the answer to our close frame, for a bounded time', async () => {
    const p = peer({ needsHandshake: true });
    p.send({ type: 'close', cause });
    await p.advance(1_999);
    expect([p.path, p.status]).toEqual(['draining', 'draining']);
    await p.advance(1);
    expect([p.status, p.log]).toEqual(['gone', ['0 sendClose', '2000 terminate', '2000 announceGone']]);
  });

  test.each(['socket.closed', 'peer.lost', 'terminate'] as const)(
    'comes by %s while it is draining',
    (type) => {
      const p = peer();
      p.send({ type: 'close', cause });
      p.send({ type, cause });
      expect([p.status, p.log.slice(-2)]).toEqual(['gone', ['0 terminate', '0 announceGone']]);
    },
  );

  test('is final', async () => {
    const p = peer();
    p.send({ type: 'terminate', cause });
    const { length } = p.log;
    for (const type of ['close', 'terminate', 'peer.lost', 'socket.closed'] as const) p.send({ type, cause });
    p.hears();
    await p.advance(60_000);
    expect([p.status, p.log.length, p.environment.timers]).toEqual(['gone', length, 0]);
  });
});
