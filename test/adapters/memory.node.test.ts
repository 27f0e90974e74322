import { describe, expect, test } from 'vitest';
import { memoryTransport } from '../../src/adapters/memory.ts';
import { virtualEnvironment } from '../../src/adapters/virtual-environment.ts';
import type { Attempt, Link } from '../../src/ports/transport.ts';

const attempt: Attempt = {
  number: 0,
  cause: undefined,
  verdict: 'retry',
  signal: new AbortController().signal,
};

/** A memory transport with a diary of all reports: ms since the start, the dial's number, what was reported. */
function setUp(options: { latency?: number; controlFrames?: boolean; seed?: number } = {}) {
  const { seed = 1, ...rest } = options;
  const environment = virtualEnvironment({ seed });
  const transport = memoryTransport({ environment, ...rest });
  const start = environment.now();
  const reports: unknown[][] = [];
  const dial = (url = 'ws://server.test/', protocols: string[] = []): Link => {
    const number = transport.dials + 1;
    const note = (...report: unknown[]) => void reports.push([environment.now() - start, number, ...report]);
    return transport.open(
      { url, protocols, attempt },
      {
        open: (protocol) => note('open', protocol),
        frame: (data) => note('frame', data),
        heard: (frame) => note('heard', frame),
        close: (code, reason, wasClean) => note('close', code, reason, wasClean),
        error: (cause) => note('error', cause.message),
      },
    );
  };
  const peer = (index = -1) => {
    const found = transport.peers.at(index);
    if (!found) throw new Error('no such peer');
    return found;
  };
  const opened = async () => {
    const link = dial();
    await environment.advance(2 * transport.latency);
    reports.length = 0;
    return link;
  };
  return { environment, transport, reports, dial, peer, opened };
}

describe('the memory transport', () => {
  test('opens after twice the latency; a frame takes it once, a ping and its pong twice', async () => {
    const { environment, reports, dial, peer } = setUp({ latency: 20 });
    const link = dial();
    await environment.advance(40);
    link.send('up');
    link.ping?.();
    await environment.advance(20);
    expect([peer().received, peer().pings]).toEqual([['up'], 1]);
    peer().send('down');
    await environment.advance(20);
    expect(reports).toEqual([
      [40, 1, 'open', ''],
      [80, 1, 'heard', 'pong'],
      [80, 1, 'frame', 'down'],
    ]);
  });

  test('counts dials and live sockets, and keeps its peers in order', async () => {
    const { environment, transport, dial, opened } = setUp();
    const seen: string[] = [];
    transport.onPeer(({ url, protocols }) => seen.push(`${url} ${protocols}`));
    const link = await opened();
    dial('ws://server.test/two', ['a', 'b']);
    await environment.advance(0);
    expect([transport.dials, transport.live, seen]).toEqual([
      2,
      2,
      ['ws://server.test/ ', 'ws://server.test/two a,b'],
    ]);
    link.discard();
    link.discard();
    transport.peers[1]?.close(1001, 'bye');
    expect(transport.live).toBe(1);
    await environment.advance(0);
    expect(transport.live).toBe(0);
    expect(transport.peers.map(({ closedWith }) => closedWith)).toEqual([
      { code: 1006, reason: '' },
      { code: 1001, reason: 'bye' },
    ]);
  });

  test('lets a peer select the subprotocol, and speak before the client sees open', async () => {
    const { environment, transport, reports, dial } = setUp();
    transport.onPeer((peer) => {
      peer.protocol = 'v1';
      peer.send('welcome');
    });
    dial(undefined, ['v2', 'v1']);
    await environment.advance(0);
    expect(reports).toEqual([
      [0, 1, 'open', 'v1'],
      [0, 1, 'frame', 'welcome'],
    ]);
  });

  test('refuses with the refusal at hand, as the mode is when the dial arrives', async () => {
    const { environment, transport, reports, dial } = setUp({ latency: 5 });
    dial();
    transport.mode = 'refuse';
    transport.refusal = new Error('no room');
    await environment.advance(10);
    transport.refusal = undefined;
    dial();
    await environment.advance(10);
    expect(reports).toEqual([
      [10, 1, 'error', 'no room'],
      [20, 2, 'error', 'The server refused the connection.'],
    ]);
    expect([transport.live, transport.peers]).toEqual([0, []]);
  });

  test('hangs without a word until it is discarded, whatever the mode is later', async () => {
    const { environment, transport, reports, dial } = setUp();
    transport.mode = 'hang';
    const link = dial();
    await environment.advance(100_000);
    transport.mode = 'accept';
    await environment.advance(100_000);
    link.discard();
    await environment.advance(0);
    expect([reports, transport.live, environment.timers]).toEqual([[], 0, 0]);
  });

  test('never answers close() while frozen; thawed, it does', async () => {
    const { environment, transport, reports, peer, opened } = setUp({ latency: 5 });
    const link = await opened();
    transport.freeze();
    link.send('held');
    link.close(4000, 'bye');
    await environment.advance(1_000_000);
    expect([reports, peer().received, transport.live, environment.timers]).toEqual([[], [], 1, 0]);
    transport.thaw();
    await environment.advance(5);
    expect([peer().received, peer().closedWith]).toEqual([['held'], { code: 4000, reason: 'bye' }]);
    expect(reports).toEqual([[1_000_015, 1, 'close', 4000, 'bye', true]]);
  });

  test('holds frames both ways and dials while frozen, and delivers them in order when thawed', async () => {
    const { environment, transport, reports, dial, peer, opened } = setUp();
    const link = await opened();
    peer().send('under way');
    transport.freeze();
    peer().send('one');
    link.send('up');
    dial();
    peer().close(1012, 'restart');
    await environment.advance(60_000);
    expect([reports, peer().received]).toEqual([[], []]);
    transport.thaw();
    expect(reports).toEqual([]);
    await environment.advance(0);
    expect([reports, peer(0).received]).toEqual([
      [
        [60_000, 1, 'frame', 'under way'],
        [60_000, 1, 'frame', 'one'],
        [60_000, 1, 'close', 1012, 'restart', true],
        [60_000, 2, 'open', ''],
      ],
      ['up'],
    ]);
  });

  test('reports nothing of a discarded link when it thaws; its peer then learns that it has gone', async () => {
    const { environment, transport, reports, dial, peer, opened } = setUp();
    const link = await opened();
    transport.freeze();
    link.send('last words');
    peer().send('late');
    const other = dial();
    link.discard();
    other.discard();
    await environment.advance(10);
    transport.thaw();
    await environment.advance(10);
    expect([reports, transport.live, environment.timers]).toEqual([[], 0, 0]);
    expect(transport.peers.map(({ received, closedWith }) => [received, closedWith])).toEqual([
      [['last words'], { code: 1006, reason: '' }],
    ]);
  });

  test('freezes one socket and leaves the others alone', async () => {
    const { environment, transport, reports, peer, opened } = setUp();
    const frozen = await opened();
    peer().freeze();
    peer().send('held');
    frozen.send('held');
    const link = await opened();
    link.send('flows');
    peer(1).send('flows');
    await environment.advance(0);
    expect([reports, transport.peers.map(({ received }) => received)]).toEqual([
      [[0, 2, 'frame', 'flows']],
      [[], ['flows']],
    ]);
    peer(0).thaw();
    await environment.advance(0);
    expect([reports.at(-1), peer(0).received]).toEqual([[0, 1, 'frame', 'held'], ['held']]);
  });

  test('keeps the order of frames when the latency shrinks', async () => {
    const { environment, transport, reports, peer, opened } = setUp({ latency: 50 });
    await opened();
    peer().send('slow');
    transport.latency = 0;
    peer().send('fast');
    await environment.advance(49);
    expect(reports).toEqual([]);
    await environment.advance(1);
    expect(reports.map((report) => report.at(-1))).toEqual(['slow', 'fast']);
  });

  test('loses the share of frames that it is told to, the same ones for the same seed', async () => {
    const run = async (seed: number) => {
      const { environment, transport, peer, opened, reports } = setUp({ seed });
      const link = await opened();
      transport.loss = 0.25;
      for (let n = 0; n < 400; n += 1) {
        link.send(`up ${n}`);
        peer().send(`down ${n}`);
        link.ping?.();
      }
      link.close(1000);
      await environment.advance(0);
      const heard = reports.filter(([, , kind]) => kind === 'heard').length;
      const frames = reports.filter(([, , kind]) => kind === 'frame').length;
      return {
        up: peer().received.length,
        frames,
        pings: peer().pings,
        heard,
        end: reports.at(-1)?.slice(2),
      };
    };
    const first = await run(5);
    expect(await run(5)).toEqual(first);
    for (const count of [first.up, first.frames, first.pings]) expect(Math.abs(count - 300)).toBeLessThan(40);
    expect(first.heard).toBeLessThan(first.pings);
    expect(first.end).toEqual(['close', 1000, '', true]);
  });

  test('fills bufferedAmount when it is sent more than its bandwidth takes, and drains it on the clock', async () => {
    const { environment, transport, peer, opened } = setUp({ latency: 7 });
    const link = await opened();
    transport.bandwidth = 10;
    link.send('é'.repeat(50));
    link.send(new Uint8Array(200));
    link.send(new ArrayBuffer(300));
    link.send(new Blob(['x'.repeat(400)]));
    const amounts = [link.bufferedAmount];
    for (const ms of [10, 20, 30, 39, 1]) {
      await environment.advance(ms);
      amounts.push(link.bufferedAmount);
    }
    expect(amounts).toEqual([1_000, 900, 700, 400, 400, 0]);
    expect(peer().received.length).toBe(3);
    await environment.advance(7);
    expect(peer().received.length).toBe(4);
  });

  test('does not drain bufferedAmount while frozen, and drops it when discarded', async () => {
    const { environment, transport, opened } = setUp();
    const link = await opened();
    transport.bandwidth = 1;
    transport.freeze();
    link.send('12345');
    await environment.advance(100);
    expect(link.bufferedAmount).toBe(5);
    transport.thaw();
    await environment.advance(5);
    expect(link.bufferedAmount).toBe(0);
  });

  test('throws from send() when told to', async () => {
    const { environment, transport, peer, opened } = setUp();
    const link = await opened();
    transport.refuseSend = true;
    expect(() => link.send('no')).toThrow(expect.objectContaining({ code: 'ERR_HEARTWIRE_NOT_OPEN' }));
    transport.refuseSend = false;
    link.send('yes');
    await environment.advance(0);
    expect(peer().received).toEqual(['yes']);
  });

  test('has peers that can leave pings without an answer', async () => {
    const { environment, reports, peer, opened } = setUp();
    const link = await opened();
    peer().answersPings = false;
    link.ping?.();
    await environment.advance(0);
    expect([reports, peer().pings]).toEqual([[], 1]);
  });

  test('reports as pong only the answer to the last ping', async () => {
    const { environment, transport, reports, opened } = setUp({ latency: 10 });
    const link = await opened();
    link.ping?.();
    await environment.advance(5);
    link.ping?.();
    await environment.advance(20);
    expect(reports.map((report) => report.slice(2))).toEqual([
      ['heard', 'ping'],
      ['heard', 'pong'],
    ]);
    expect(transport.live).toBe(1);
  });

  test("answers a peer's ping by itself, seen or not", async () => {
    for (const controlFrames of [true, false]) {
      const { environment, reports, peer, opened } = setUp({ controlFrames });
      await opened();
      peer().ping();
      await environment.advance(0);
      expect([peer().pongs, reports.length]).toEqual([1, controlFrames ? 1 : 0]);
    }
  });

  test('tells a peer how its client closed, and ignores what the peer says after the end', async () => {
    const { environment, reports, peer, opened } = setUp();
    const link = await opened();
    const closes: unknown[] = [];
    peer().onClose((code, reason) => closes.push([code, reason]));
    link.close(4001, 'done');
    await environment.advance(0);
    peer().send('late');
    peer().ping();
    peer().pong();
    peer().close(1000);
    peer().reset();
    await environment.advance(0);
    expect([closes, reports.length]).toEqual([[[4001, 'done']], 1]);
  });

  test('drops what is under way to a link that ends, timers included', async () => {
    for (const end of ['discard', 'close'] as const) {
      const { environment, transport, peer, opened } = setUp();
      const link = await opened();
      transport.latency = 60_000;
      peer().send('far away');
      transport.latency = 0;
      peer(0).freeze();
      if (end === 'close') link.close();
      link.discard();
      peer(0).thaw();
      await environment.advance(0);
      expect(environment.timers).toBe(0);
    }
  });

  test('leaves no timer behind, however a socket ends', async () => {
    const { environment, transport, dial, peer, opened } = setUp({ latency: 5 });
    const endings: ((link: Link) => void)[] = [
      (link) => link.close(1000),
      (link) => link.discard(),
      () => peer().close(1000),
      () => peer().reset(),
    ];
    for (const end of endings) {
      const link = await opened();
      link.send('under way');
      peer().send('under way');
      end(link);
      await environment.advance(10);
    }
    dial('no url');
    const early = dial();
    early.close();
    await environment.advance(10);
    expect([environment.timers, transport.live]).toEqual([0, 0]);
  });
});
