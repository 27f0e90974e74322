import { describe, expect, it } from 'vitest';
import { type GraphqlMessage, graphqlTransportWs } from '../../src/dialects/index.ts';
import type { Attempt } from '../../src/ports/transport.ts';
import { fakeWorld } from '../server/support/fake-server.ts';
import { bothEnds, scriptedWorld } from './scripted-peer.ts';
import { signalsOf } from './signals.ts';

const attempt: Attempt = {
  number: 2,
  cause: undefined,
  verdict: 'refresh',
  signal: new AbortController().signal,
};
const ACK = '{"type":"connection_ack"}';
const next = '{"id":"1","type":"next","payload":{"data":null}}';
const INTERVAL = 25_000;
const TIMEOUT = 10_000;

/** A server as the protocol has it: acknowledges, and answers pings with their payload. */
const server = {
  answer(frame: unknown) {
    const { type, payload } = JSON.parse(String(frame));
    if (type === 'connection_init') return [ACK];
    return type === 'ping' ? [JSON.stringify({ type: 'pong', payload })] : [];
  },
};

describe('graphqlTransportWs() on a client', () => {
  it('opens with connection_init, its payload asked for on each attempt', async () => {
    const hello = (options: Parameters<typeof graphqlTransportWs>[0]) =>
      graphqlTransportWs(options).session('client').hello?.(attempt);
    expect(await hello({})).toEqual(['{"type":"connection_init"}']);
    expect(await hello({ connectionParams: { token: 't' } })).toEqual([
      '{"type":"connection_init","payload":{"token":"t"}}',
    ]);
    const connectionParams = async ({ number, verdict }: Attempt) => ({ number, verdict });
    expect(await hello({ connectionParams })).toEqual([
      '{"type":"connection_init","payload":{"number":2,"verdict":"refresh"}}',
    ]);
    expect(await hello({ connectionParams: () => undefined })).toEqual(['{"type":"connection_init"}']);
  });

  it('is open after connection_ack, which reaches the app with its payload', () => {
    const session = graphqlTransportWs().session('client');
    expect(signalsOf(session, '{"type":"connection_ack","payload":{"user":"ann"}}')).toEqual([
      ['welcome'],
      ['data', { type: 'connection_ack', payload: { user: 'ann' } }],
    ]);
  });

  it('hands every other message to the app unchanged, through decode where there is one', () => {
    const message = { id: '1', type: 'next', payload: { data: null } };
    expect(signalsOf(graphqlTransportWs().session('client'), next)).toEqual([['data', message]]);
    const decoding = graphqlTransportWs({ decode: ({ type, id }) => `${type} ${id}` });
    expect(signalsOf(decoding.session('client'), next)).toEqual([['data', 'next 1']]);
  });

  it('leaves the server no second try after codes that it would meet again', () => {
    const { verdict } = graphqlTransportWs();
    const close = { reason: '', wasClean: true, wasOpen: true };
    const codes = [
      1000, 1005, 1006, 1012, 4004, 4005, 4400, 4401, 4403, 4406, 4408, 4409, 4429, 4499, 4500, 4504,
    ];
    const verdicts = codes.map((code) => [code, verdict?.({ ...close, code })]);
    expect(verdicts.filter(([, found]) => found)).toEqual([
      [4004, 'fatal'],
      [4005, 'fatal'],
      [4400, 'fatal'],
      [4401, 'fatal'],
      [4403, 'refresh'],
      [4406, 'fatal'],
      [4409, 'fatal'],
      [4429, 'fatal'],
      [4500, 'fatal'],
    ]);
  });

  it('asks once more with a fresh credential where it is forbidden, and then gives up', async () => {
    const verdicts: string[] = [];
    const dialect = graphqlTransportWs({
      connectionParams: ({ verdict }) => {
        verdicts.push(verdict);
        return {};
      },
    });
    const w = scriptedWorld(dialect, {});
    w.transport.onPeer((peer) => peer.onMessage(() => peer.close(4403, 'Forbidden')));
    await w.advance(60_000);
    expect({ verdicts, status: w.connection.status }).toEqual({
      verdicts: ['retry', 'refresh'],
      status: 'failed',
    });
  });

  it('gives up on a server that speaks something else', async () => {
    const w = scriptedWorld(graphqlTransportWs(), { greeting: ['{"event":"hello"}'] });
    await w.advance(100);
    expect(w.connection.status).toBe('failed');
    expect(w.connection.cause).toMatchObject({ code: 'ERR_HEARTWIRE_BAD_FRAME' });
  });

  it('takes a ping that is too deep to be echoed for a bad frame', () => {
    const ping = `{"type":"ping","payload":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    expect(() => signalsOf(graphqlTransportWs().session('client'), ping)).toThrow(
      'graphql-transport-ws: a frame of a ping that is too deep to answer',
    );
  });

  it('answers a ping of the server at once, with its payload', async () => {
    const w = scriptedWorld(graphqlTransportWs(), { ...server });
    await w.advance(100);
    w.sent();
    w.peer.send('{"type":"ping"}');
    w.peer.send('{"type":"ping","payload":{"at":7}}');
    await w.advance(10);
    expect(w.sent()).toEqual(['{"type":"pong"}', '{"type":"pong","payload":{"at":7}}']);
    expect(w.messages).toEqual([{ type: 'connection_ack' }]);
  });

  it('stays open over 20 quiet intervals, a ping in each, and measures the round trip', async () => {
    const w = scriptedWorld(graphqlTransportWs(), server);
    await w.advance(100);
    w.sent();
    await w.advance(20 * (INTERVAL + 10));
    expect(w.of('lost')).toEqual([]);
    expect(w.sent()).toEqual(Array.from({ length: 20 }, () => '{"type":"ping"}'));
    expect(w.connection.latency).toBe(10);
  });

  it('sends no ping while the server talks', async () => {
    const w = scriptedWorld(graphqlTransportWs(), { ...server, beat: { interval: 1_000, frame: next } });
    await w.advance(100);
    w.sent();
    await w.advance(10 * INTERVAL);
    expect(w.sent()).toEqual([]);
  });

  it('reports a frozen link when its ping was not answered in time', async () => {
    const w = scriptedWorld(graphqlTransportWs(), server);
    await w.advance(3 * INTERVAL);
    expect(await w.freeze(2 * INTERVAL)).toEqual({
      code: 'ERR_HEARTWIRE_PONG_TIMEOUT',
      silence: INTERVAL + TIMEOUT,
    });
  });
});

describe('graphqlTransportWs() on a server', () => {
  const welcoming = () =>
    fakeWorld<GraphqlMessage, GraphqlMessage, unknown>({
      dialect: graphqlTransportWs(),
      firstMessage: { authenticate: ({ type, payload }) => type === 'connection_init' && payload },
    });

  it('gives connection_init to firstMessage, which knows the user by its payload', async () => {
    const w = welcoming();
    w.supervisor.on('peer', (peer) => peer.send({ type: 'connection_ack' }));
    const socket = w.connect();
    socket.says('{"type":"connection_init","payload":{"user":"ann"}}');
    expect(w.peer().user).toEqual({ user: 'ann' });
    socket.says('{"type":"ping"}');
    socket.says('{"type":"pong"}');
    socket.says('{"id":"1","type":"subscribe","payload":{"query":"{a}"}}');
    expect(socket.log).toEqual([ACK, '{"type":"pong"}']);
    expect(w.heard).toEqual([[1, { id: '1', type: 'subscribe', payload: { query: '{a}' } }]]);
  });

  it('takes connection_ack, which no client sends, for data', () => {
    expect(signalsOf(graphqlTransportWs().session('server'), ACK)).toEqual([
      ['data', { type: 'connection_ack' }],
    ]);
  });

  it('answers pings before connection_init, and turns out who asks for more', () => {
    const w = welcoming();
    const socket = w.connect();
    socket.says('{"type":"ping"}');
    socket.says('{"type":"subscribe"}');
    expect(socket.log).toEqual(['{"type":"pong"}', '<close 4401 unauthenticated>']);
    expect(w.said).toEqual([['lost', 1, 'ERR_HEARTWIRE_UNAUTHENTICATED', 0]]);
  });

  it('keeps its own client, over 20 intervals', async () => {
    const { client, server: own } = bothEnds(graphqlTransportWs(), graphqlTransportWs());
    own.supervisor.on('message', ({ peer }) => peer.send({ type: 'connection_ack' }));
    await client.advance(20 * INTERVAL);
    expect({ status: client.connection.status, lost: client.of('lost'), said: own.said }).toEqual({
      status: 'open',
      lost: [],
      said: [['peer', 1]],
    });
  });
});
