import { describe, expect, it } from 'vitest';
import { nats } from '../../src/dialects/index.ts';
import type { DialectSession } from '../../src/ports/dialect.ts';
import type { Frame } from '../../src/ports/transport.ts';
import { utf8 } from './broker-harnesses.ts';
import { bothEnds, scriptedWorld } from './scripted-peer.ts';
import { signalsOf } from './signals.ts';

const INTERVAL = 25_000;
const INFO = 'INFO {"server_id":"s","version":"2.10.0","nonce":"n","max_payload":1048576}\r\n';
const CONNECT = 'CONNECT {"verbose":false,"pedantic":false}\r\nPING\r\n';

const textOf = (value: unknown) =>
  value instanceof Uint8Array || value instanceof ArrayBuffer ? new TextDecoder().decode(value) : value;
const read = (session: DialectSession<Uint8Array>, frame: Frame) =>
  signalsOf(session, frame).map((signal) => signal.map(textOf));

/** A server that greets, lets in and answers beats. */
const server = {
  greeting: [INFO],
  answer: (frame: Frame) => (String(textOf(frame)).endsWith('PING\r\n') ? [utf8('PONG\r\n')] : []),
};
const greeted = async (options = {}) => {
  const session = nats(options).session('client');
  await session.hello?.({} as never);
  return { session, found: read(session, INFO) };
};
const opened = async (options = {}) => {
  const { session } = await greeted(options);
  read(session, 'PONG\r\n');
  return session;
};

describe('nats()', () => {
  it('answers INFO with CONNECT and PING, and is open after the PONG; the app gets INFO', async () => {
    const w = scriptedWorld(nats(), server);
    await w.advance(100);
    expect([w.connection.status, w.sent().map(textOf), w.messages.map(textOf)]).toEqual([
      'open',
      [CONNECT],
      [INFO],
    ]);
  });

  it('signs the nonce, and asks for what it connects with on every attempt', async () => {
    const connect = async ({ number }: { readonly number: number }) => ({ jwt: `token ${number}` });
    const w = scriptedWorld(nats({ connect, sign: (nonce) => `signed ${nonce}` }), server, {
      backoff: () => 10,
    });
    const line = (number: number) =>
      `CONNECT {"verbose":false,"pedantic":false,"jwt":"token ${number}","sig":"signed n"}\r\nPING\r\n`;
    await w.advance(100);
    expect(w.sent().map(textOf)).toEqual([line(0)]);
    w.peer.reset();
    await w.advance(100);
    expect(w.sent().map(textOf)).toEqual([line(1)]);
  });

  it('signs nothing where the server asks for no signature', async () => {
    const sign = (): string => {
      throw new Error('asked to sign');
    };
    const session = nats({ sign }).session('client');
    expect(read(session, 'INFO {"server_id":"s"}\r\n')[0]).toEqual(['reply', CONNECT]);
    expect(() => read(nats({ sign }).session('client'), 'INFO {"nonce"\r\n')).toThrow(SyntaxError);
  });

  it('reads a length with blanks behind it', async () => {
    expect(read(await opened(), 'MSG a\t1  2 \r\nhi\r\n')).toEqual([['data', 'MSG a\t1  2 \r\nhi\r\n']]);
  });

  it('pings every interval, answers pings, and stays open over 20 intervals', async () => {
    const beat = { interval: 10_000, frame: 'PING\r\n' };
    const w = scriptedWorld(nats(), { ...server, beat });
    await w.advance(20 * INTERVAL + 100);
    expect(w.of('lost')).toEqual([]);
    const sent = w.sent().map(textOf).slice(1);
    expect(sent.filter((line) => line === 'PING\r\n').length).toBe(20);
    expect(sent.filter((line) => line === 'PONG\r\n').length).toBe(50);
    expect(sent.length).toBe(70);
  });

  it('finds a frozen link when the third ping is due, with two unanswered', async () => {
    const w = scriptedWorld(nats(), server);
    await w.advance(5 * INTERVAL + 1_000);
    w.sent();
    const loss = await w.freeze(4 * INTERVAL);
    expect(loss?.code).toBe('ERR_HEARTWIRE_PONG_TIMEOUT');
    expect(Math.abs((loss?.silence ?? 0) / (3 * INTERVAL) - 1)).toBeLessThan(0.1);
  });

  it('sends two pings into the silence', async () => {
    const deaf = {
      greeting: [INFO],
      answer: (frame: Frame) => (textOf(frame) === CONNECT ? ['PONG\r\n'] : []),
    };
    const w = scriptedWorld(nats(), deaf);
    await w.advance(3 * INTERVAL);
    expect(w.of('lost')).toEqual([]);
    await w.advance(100);
    expect([w.of('lost').length, w.peer.received.map(textOf)]).toEqual([
      1,
      [CONNECT, 'PING\r\n', 'PING\r\n'],
    ]);
  });

  it('is not fooled by beats inside a payload', async () => {
    const message = 'MSG a 1 14\r\nPING\r\nPONG\r\n\r\n\r\n';
    expect(read(await opened(), `${message}PING\r\n${message}`)).toEqual([
      ['data', message],
      ['ping', 'PONG\r\n'],
      ['data', message],
    ]);
  });

  it('reads operations that are spread over frames, byte by byte', async () => {
    const operations = ['+OK\r\n', 'HMSG a 1 b 12 14\r\nNATS/1.0\r\n\r\nhi\r\n', 'msg ä 1 0\r\n\r\n'];
    const session = await opened();
    const found = [...new Uint8Array(utf8(`${operations.join('')}ping\r\n`))].flatMap((byte) =>
      read(session, Uint8Array.of(byte).buffer),
    );
    expect(found).toEqual([...operations.map((line) => ['data', line]), ['ping', 'PONG\r\n']]);
  });

  it('connects once, and takes a later INFO for news', async () => {
    const session = await opened();
    expect(read(session, INFO)).toEqual([['data', INFO]]);
    expect(read(session, 'PONG\r\n')).toEqual([['pong']]);
  });

  const fresh = { connect: () => ({}) };
  it.each([
    [{}, "'Authorization Violation'", 'fatal'],
    [fresh, "'Authorization Violation'", 'refresh'],
    [fresh, "'Authorization Timeout'", 'retry'],
    [{}, "'Maximum Connections Exceeded'", 'retry'],
  ])('with %o refused by %s means %s', async (options, reason, verdict) => {
    const { session } = await greeted(options);
    expect(read(session, `-ERR ${reason}\r\n`)).toEqual([['refuse', verdict, reason]]);
  });

  it.each([
    "'User Authentication Expired'",
    "'User Authentication Revoked'",
    "'Account Authentication Expired'",
  ])('with %s asks for a fresh credential on an open link too', async (reason) => {
    expect(read(await opened(fresh), `-ERR ${reason}\r\n`)).toEqual([['refuse', 'refresh', reason]]);
  });

  it('gives other errors on an open link to the app', async () => {
    const line = '-ERR \'Permissions Violation for Publish to "a"\'\r\n';
    expect(read(await opened(), line)).toEqual([['data', line]]);
  });

  it.each([
    [1008, true, 'retry'],
    [1008, false, undefined],
    [1001, true, undefined],
    [1006, true, undefined],
  ])('a close with %i, open before: %s, means %s', (code, wasOpen, verdict) => {
    expect(nats().verdict?.({ code, reason: '', wasClean: true, wasOpen })).toBe(verdict);
  });

  it('waits for the end of a line only so long', async () => {
    const session = await opened();
    const part = utf8(`SUB ${'a'.repeat(600_000)}`);
    expect(read(session, part)).toEqual([]);
    expect(() => read(session, part)).toThrow(/^nats: a frame/);
  });

  it('is done with a line of a million spaces at once', async () => {
    const start = performance.now();
    for (const line of [`MSG${' '.repeat(1_000_000)}x\r\n`, `SUB${' '.repeat(1_000_000)}\r x\n`]) {
      const session = await opened();
      expect(() => read(session, utf8(line))).toThrow(/^nats: a frame/);
    }
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it('sends text as binary', () => {
    expect(textOf(nats().write('SUB a 1\r\n'))).toBe('SUB a 1\r\n');
    expect(nats().write('SUB a 1\r\n')).toBeInstanceOf(Uint8Array);
  });

  it('has a server half that answers beats', async () => {
    const { client, server: ours } = bothEnds(nats({ connect: { name: 'ann' } }), nats());
    const got: unknown[] = [];
    ours.supervisor.on('peer', (peer) => peer.send(INFO));
    ours.supervisor.on('message', ({ message }) => got.push(textOf(message)));
    await client.advance(20 * INTERVAL + 1_000);
    expect([got, client.of('lost'), client.of('pong').length]).toEqual([
      ['CONNECT {"verbose":false,"pedantic":false,"name":"ann"}\r\n'],
      [],
      20,
    ]);
  });
});
