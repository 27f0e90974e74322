import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  centrifugo,
  type Dialect,
  engineIo,
  graphqlTransportWs,
  type PhoenixBinary,
  type PhoenixMessage,
  phoenix,
  pusher,
  signalRServer,
  stompServer,
} from '../../src/dialects/index.ts';
import type { Peer, SupervisorOptions } from '../../src/server/index.ts';
import { faultProxy } from '../../src/testing/fault-proxy.ts';
import { watchStalls } from '../../test/faults/support/stalls.ts';
import { serve } from '../../test/server/support/real-server.ts';
import { child } from '../support/child.ts';

/** The interval to which the recorder sets its clients, in ms. */
const BEAT = 300;

/** How finely the server tells deadlines apart, in ms. */
const TICK = 20;

/** Why a client was given up, and how long after it was last heard, in ms. */
interface Lost {
  readonly code: string;
  readonly silence: number;
}

/** One of our server halves, with as much of an app as its official client needs. */
interface Row<In = unknown, Out = never> {
  /** The official client, by its file in interop/recorder/clients. */
  readonly client: string;
  dialect(): Dialect<In, Out>;
  readonly options?: Pick<SupervisorOptions<In, Out>, 'announce' | 'heartbeat'>;
  /** The subprotocol that the server selects. */
  readonly protocol?: string;
  /** A client is there. */
  entered?(peer: Peer<Out>): void;
  /** What the app answers to a message. */
  answer(message: In): readonly Out[];
  /** Beats, or answers to beats, as they come from the client. */
  readonly beat: RegExp;
  /** What the app is given when the client is told to say something. */
  readonly said: unknown;
  /** The least and the most silence after which the server gives a client up, in ms: where it beats by its own clock, its beat comes in between. */
  readonly rule: readonly [least: number, most: number];
}

const row = <In, Out>(made: Row<In, Out>): Row => made as unknown as Row;

const ours = { pingInterval: BEAT, pongTimeout: 900 };

const isMessage = (message: PhoenixMessage | PhoenixBinary): message is PhoenixMessage =>
  Array.isArray(message);

const rows: readonly Row[] = [
  row({
    client: 'phoenix',
    dialect: () => phoenix(),
    options: { heartbeat: ours },
    answer: (message) => {
      if (!isMessage(message)) return [];
      const [join, ref, topic] = message;
      const reply: PhoenixMessage = [join, ref, topic, 'phx_reply', { status: 'ok', response: {} }];
      return [reply];
    },
    beat: /"heartbeat"/,
    said: ['3', expect.any(String), 'room:1', 'shout', { text: 'hello' }],
    rule: [1_200, 1_200],
  }),
  row({
    client: 'signalr',
    dialect: () => signalRServer(),
    options: { heartbeat: ours },
    answer: ({ type, invocationId }) => (type === 1 ? [{ type: 3, invocationId, result: 'ok' }] : []),
    beat: /^\{"type":6\}.$/,
    said: { type: 1, target: 'say', arguments: ['hello'], invocationId: '0' },
    rule: [900, 1_200],
  }),
  row({
    client: 'centrifuge',
    dialect: () => centrifugo(),
    options: { heartbeat: ours },
    answer: ({ id, connect }) =>
      connect ? [{ id, connect: { client: 'c1', version: '6', ping: BEAT / 1_000, pong: true } }] : [],
    beat: /^\{\}$/,
    said: { send: { data: { text: 'hello' } } },
    rule: [900, 1_200],
  }),
  row({
    client: 'pusher',
    dialect: () => pusher(),
    options: { heartbeat: ours },
    entered: (peer) =>
      peer.send({
        event: 'pusher:connection_established',
        data: '{"socket_id":"1.1","activity_timeout":120}',
      } as never),
    answer: ({ event }) =>
      event === 'pusher:subscribe'
        ? [{ event: 'pusher_internal:subscription_succeeded', channel: 'news', data: '{}' }]
        : [],
    beat: /"pusher:ping"/,
    said: { event: 'client-said', channel: 'news', data: { text: 'hello' } },
    rule: [1_200, 1_200],
  }),
  row({
    client: 'stompjs',
    dialect: () => stompServer({ heartBeat: [BEAT, BEAT] }),
    options: { announce: true },
    protocol: 'v12.stomp',
    answer: () => [],
    beat: /^\n$/,
    said: expect.stringMatching(/^SEND\n[\s\S]*\n\nhello\0$/),
    rule: [600, 900],
  }),
  row({
    client: 'engine-io',
    dialect: () => engineIo(),
    options: { announce: true, heartbeat: ours },
    answer: (message) => [message],
    beat: /^3$/,
    said: '4hello',
    rule: [900, 1_200],
  }),
  row({
    client: 'graphql-ws',
    dialect: () => graphqlTransportWs(),
    options: { heartbeat: ours },
    protocol: 'graphql-transport-ws',
    answer: ({ id, type }) => {
      if (type === 'connection_init') return [{ type: 'connection_ack' }];
      if (type !== 'subscribe') return [];
      return [
        { id, type: 'next', payload: { data: { hello: 'world' } } },
        { id, type: 'complete' },
      ];
    },
    beat: /^\{"type":"ping"\}$/,
    said: { id: expect.any(String), type: 'subscribe', payload: { query: '{ hello }' } },
    rule: [1_200, 1_200],
  }),
];

async function host({ dialect, options, protocol, entered, answer, beat }: Row) {
  const handleProtocols = (offered: Set<string>) => (protocol && offered.has(protocol) ? protocol : false);
  const server = await serve({ dialect: dialect(), tick: TICK, ...options }, { ws: { handleProtocols } });
  const messages: unknown[] = [];
  const lost: Lost[] = [];
  let peers = 0;
  let beats = 0;
  let frames = 0;
  server.wss.on('connection', (socket) => {
    socket.on('message', (data) => {
      frames += 1;
      if (beat.test(String(data))) beats += 1;
    });
  });
  server.supervisor.on('peer', (peer) => {
    peers += 1;
    entered?.(peer);
  });
  server.supervisor.on('message', ({ peer, message }) => {
    messages.push(message);
    for (const reply of answer(message)) peer.send(reply);
  });
  server.supervisor.on('lost', ({ cause, silence }) => lost.push({ code: cause.code, silence }));
  return {
    port: server.port,
    messages,
    lost,
    counts: () => ({ peers, beats, frames }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const isWithin = ([least, most]: Row['rule'], ms: number): boolean => ms >= 0.9 * least && ms <= 1.1 * most;

/** Freezes a client's link after its third beat. What is off is measured again if the event loop stood still meanwhile. */
async function frozen(each: Row): Promise<Lost> {
  const watch = watchStalls();
  let last: Lost = { code: 'none', silence: Number.NaN };
  for (let tries = 1; tries <= 8; tries += 1) {
    await using server = await host(each);
    const proxy = await faultProxy({ target: server.port });
    await using client = await child('clients/official.js', { name: each.client, port: proxy.port });
    while (server.counts().beats < 3) await sleep(20);
    const from = performance.now();
    await proxy.mode('freeze');
    while (server.lost.length === 0) await sleep(20);
    const isSpoiled = watch.stalledIn(from - BEAT, performance.now());
    last = server.lost[0] ?? last;
    await client.kill();
    await proxy.close();
    if (!isSpoiled || isWithin(each.rule, last.silence)) break;
  }
  watch.stop();
  return last;
}

describe.concurrent.each(rows.map((each) => [each.client, each] as const))(
  'our server half, with the official client of %s',
  (_, each) => {
    test('keeps it over 20 of its beats, and hears what it says', async ({ expect: hope }) => {
      await using server = await host(each);
      await using client = await child('clients/official.js', { name: each.client, port: server.port });
      while (server.counts().beats < 20) await sleep(50);
      client.send('say');
      await hope.poll(() => server.messages.at(-1), { timeout: 5_000 }).toEqual(each.said);
      hope(server.lost).toEqual([]);
      hope(server.counts().peers).toBe(1);
    });

    test('gives it up within its own rule ± 10 % when its link freezes', async () => {
      const { code, silence } = await frozen(each);
      expect(code).toBe('ERR_HEARTWIRE_PONG_TIMEOUT');
      expect(silence).toBeGreaterThanOrEqual(0.9 * each.rule[0]);
      expect(silence).toBeLessThanOrEqual(1.1 * each.rule[1] + TICK);
    });
  },
);
