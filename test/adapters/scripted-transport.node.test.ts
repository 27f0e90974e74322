import { describe, expect, test } from 'vitest';
import { virtualEnvironment } from '../../src/adapters/virtual-environment.ts';
import { createConnection } from '../../src/connection.ts';
import { HIGH_WATER_MARK } from '../../src/defaults.ts';
import { controlFrames } from '../../src/dialects/control-frames.ts';
import type { ConnectionOptions } from '../../src/options.ts';
import { type ScriptedTransportOptions, scriptedTransport } from '../../src/testing/scripted-transport.ts';
import type { Report } from '../../src/testing/transport-contract/harness.ts';

/** A connection on a scripted transport, and what it said. */
function stage(options: Partial<ConnectionOptions> & ScriptedTransportOptions = {}) {
  const { controlFrames: hasControlFrames = true, ...rest } = options;
  const environment = virtualEnvironment();
  const transport = scriptedTransport({ controlFrames: hasControlFrames });
  const connection = createConnection({
    url: 'ws://server.test/',
    environment,
    transport,
    backoff: () => 100,
    ...rest,
  });
  const lost: (string | number | undefined)[][] = [];
  const received: unknown[] = [];
  connection.on('lost', ({ cause }) => lost.push([cause.code, cause.closeCode, cause.reason]));
  connection.on('message', (message) => received.push(message));
  return { connection, environment, lost, received, transport };
}

/** A link without a connection around it, and what was reported of it. */
function link(options: ScriptedTransportOptions = {}) {
  const transport = scriptedTransport(options);
  const reports: Report[] = [];
  const request = {
    url: 'ws://server.test/',
    protocols: ['v2', 'v1'],
    attempt: { number: 0, cause: undefined, verdict: 'retry', signal: new AbortController().signal },
  } as const;
  const made = transport.open(request, {
    open: (protocol) => reports.push(['open', protocol]),
    frame: (data) => reports.push(['frame', data]),
    heard: (frame) => reports.push(['heard', frame]),
    close: (code, reason, wasClean) => reports.push(['close', code, reason, wasClean]),
    error: (cause) => reports.push(['error', cause]),
  });
  const [dial] = transport.dials;
  if (!dial) throw new Error('the dial was not recorded');
  return { transport, link: made, dial, reports, request };
}

describe('a scripted transport under a connection', () => {
  test('records the dial, and is answered in the same tick', async () => {
    const { connection, transport } = stage({
      url: 'https://server.test/chat?room=1',
      protocols: ['v1', 'v2'],
    });
    const dial = await transport.dialed();
    expect([dial.url, dial.protocols, dial.attempt.number, dial.state]).toEqual([
      'wss://server.test/chat?room=1',
      ['v1', 'v2'],
      0,
      'connecting',
    ]);
    dial.open('v2');
    expect([connection.status, dial.state, transport.live]).toEqual(['open', 'open', 1]);
  });

  test('takes what waited in the outbox when it opens, then what is sent', async () => {
    const { connection, transport } = stage();
    connection.send('early');
    const dial = await transport.dialed();
    expect(dial.sent).toEqual([]);
    dial.open();
    connection.send(Uint8Array.of(1, 2));
    expect(dial.sent).toEqual(['early', Uint8Array.of(1, 2).buffer]);
  });

  test('brings frames, and control frames where it has them', async () => {
    const { connection, environment, received, transport } = stage({
      dialect: controlFrames() as never,
      heartbeat: { pingInterval: 1_000, pongTimeout: 500 },
    });
    const dial = await transport.dialed();
    dial.open();
    dial.frame('hello');
    expect(received).toEqual(['hello']);
    await environment.advance(1_000);
    expect([dial.pings, connection.status]).toEqual([1, 'awaiting-pong']);
    dial.heard('pong');
    expect([connection.status, connection.latency]).toEqual(['open', 0]);
  });

  test('ends a link as it is told to, and sees the next dial with the cause', async () => {
    const { connection, environment, lost, transport } = stage();
    const first = await transport.dialed();
    first.error();
    await environment.advance(100);
    const second = await transport.dialed(1);
    second.open();
    second.close(4000, 'full');
    await environment.advance(100);
    const third = await transport.dialed(2);
    third.open();
    third.error();
    expect(lost).toEqual([
      ['ERR_HEARTWIRE_DIAL_FAILED', undefined, undefined],
      ['ERR_HEARTWIRE_SOCKET_CLOSED', 4000, 'full'],
      ['ERR_HEARTWIRE_SOCKET_FAILED', undefined, undefined],
    ]);
    expect(transport.dials.map(({ attempt }) => [attempt.number, attempt.cause?.code])).toEqual([
      [0, undefined],
      [1, 'ERR_HEARTWIRE_DIAL_FAILED'],
      [2, 'ERR_HEARTWIRE_SOCKET_CLOSED'],
    ]);
    expect([transport.live, connection.status]).toEqual([0, 'backoff']);
  });

  test('lets a discarded link speak, and the connection does not listen', async () => {
    const { connection, environment, received, transport } = stage();
    const old = await transport.dialed();
    old.open();
    connection.reconnect();
    expect([old.isDiscarded, transport.live]).toEqual([true, 0]);
    const next = await transport.dialed(1);
    next.open();
    old.open();
    old.frame('late');
    old.heard('pong');
    old.close(1001);
    old.error();
    await environment.settle();
    expect([received, connection.status, connection.latency, transport.live]).toEqual([
      [],
      'open',
      undefined,
      1,
    ]);
    expect(connection.cause?.code).toBe('ERR_HEARTWIRE_SUPERSEDED');
  });

  test('makes send() throw: the message waits, and the link is lost', async () => {
    const { connection, lost, transport } = stage();
    const dial = await transport.dialed();
    dial.open();
    dial.sendError = new Error('EPIPE');
    expect(connection.send('kept')).toBe('queued');
    expect(lost).toEqual([['ERR_HEARTWIRE_SOCKET_FAILED', undefined, undefined]]);
    expect(connection.cause?.cause).toBe(dial.sendError);
  });

  test('shows a full socket: messages wait until it has drained', async () => {
    const { connection, environment, transport } = stage();
    const dial = await transport.dialed();
    dial.open();
    dial.bufferedAmount = HIGH_WATER_MARK;
    expect(connection.send('waits')).toBe('queued');
    expect([dial.sent, connection.bufferedAmount]).toEqual([[], HIGH_WATER_MARK + 5]);
    dial.bufferedAmount = 0;
    await environment.advance(1_000);
    expect(dial.sent).toEqual(['waits']);
  });

  test('records a close, which is the test to answer', async () => {
    const { connection, transport } = stage();
    const dial = await transport.dialed();
    dial.open();
    const closed = connection.close(4001, 'bye');
    expect([dial.closedWith, dial.state, connection.status]).toEqual([
      { code: 4001, reason: 'bye' },
      'closing',
      'closing',
    ]);
    dial.close(4001, 'bye');
    await closed;
    expect([dial.state, connection.status]).toEqual(['ended', 'closed']);
  });

  test('has no control frames where it is asked for none, and a dialect that needs them is refused', () => {
    expect(() => stage({ controlFrames: false, dialect: controlFrames() as never })).toThrow(
      expect.objectContaining({ code: 'ERR_HEARTWIRE_NO_PING' }),
    );
  });
});

describe('a scripted dial', () => {
  test('says to its sink what it is told, with defaults', () => {
    const { dial, reports, request } = link();
    dial.open();
    dial.frame('text');
    dial.heard('ping');
    dial.close();
    expect([dial.attempt, dial.protocols]).toEqual([request.attempt, request.protocols]);
    expect(reports).toEqual([
      ['open', 'v2'],
      ['frame', 'text'],
      ['heard', 'ping'],
      ['close', 1005, '', true],
    ]);
  });

  test('closes unclean with 1006, and as it is told otherwise', () => {
    const unclean = link();
    unclean.dial.close(1006);
    const odd = link();
    odd.dial.close(1001, 'going', false);
    expect([unclean.reports, odd.reports]).toEqual([
      [['close', 1006, '', false]],
      [['close', 1001, 'going', false]],
    ]);
  });

  test('fails with the error that it is given', () => {
    const { dial, reports } = link();
    const cause = new Error('ENOTFOUND');
    dial.error(cause);
    expect(reports).toEqual([['error', cause]]);
  });

  test('refuses a script that no socket would follow, and reports nothing of it', () => {
    const { dial, link: socket, reports } = link();
    expect(() => dial.frame('early')).toThrow('A socket that is connecting says no frame.');
    expect(() => dial.heard('pong')).toThrow('A socket that is connecting says no heard.');
    dial.open();
    expect(() => dial.open()).toThrow('A socket that is open says no open.');
    socket.close(1000);
    expect(() => dial.open()).toThrow('A socket that is closing says no open.');
    dial.frame('still under way');
    dial.close(1000);
    expect(() => dial.frame('late')).toThrow('A socket that is ended says no frame.');
    expect(() => dial.close()).toThrow('A socket that is ended says no close.');
    expect(() => dial.error()).toThrow('A socket that is ended says no error.');
    expect(reports.map(([kind]) => kind)).toEqual(['open', 'frame', 'close']);
  });

  test('that was closed before it opened brings no frames', () => {
    const { dial, link: socket } = link();
    socket.close();
    expect([dial.state, dial.closedWith]).toEqual(['closing', { code: 1005, reason: '' }]);
    expect(() => dial.frame('early')).toThrow('A socket that is closing says no frame.');
  });

  test('refuses control frames where the transport has none, discarded or not', () => {
    const { dial, link: socket } = link({ controlFrames: false });
    dial.open();
    expect(() => dial.heard('pong')).toThrow('This scripted transport has no control frames.');
    socket.discard();
    expect(() => dial.heard('pong')).toThrow('This scripted transport has no control frames.');
  });
});

describe('dialed()', () => {
  test('resolves for everyone who waits for a dial, and for who comes later', async () => {
    const { connection, transport } = stage({ autoConnect: false });
    const waiting = [transport.dialed(), transport.dialed(0)];
    connection.connect();
    const dials = await Promise.all([...waiting, transport.dialed()]);
    expect(dials.map((dial) => dial === transport.dials[0])).toEqual([true, true, true]);
  });
});
