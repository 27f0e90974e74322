import { describe, expect, test } from 'vitest';
import { createConnection } from '../../src/connection.ts';
import { controlFrames } from '../../src/dialects/control-frames.ts';
import { engineIo } from '../../src/dialects/engine-io.ts';
import { type GraphqlMessage, graphqlTransportWs } from '../../src/dialects/graphql-transport-ws.ts';
import { mqtt, mqttConnect } from '../../src/dialects/mqtt.ts';
import type { Dialect } from '../../src/ports/dialect.ts';
import type { Frame, WireData } from '../../src/ports/transport.ts';
import { type PeerProcess, peerProcess } from '../support/peer-process.ts';
import { nextMessage, type PresetRow } from '../support/preset-row.ts';
import { presetTests, titled } from '../support/preset-tests.ts';
import { tapped } from '../support/tapped.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

const graphql: PresetRow<GraphqlMessage, GraphqlMessage, PeerProcess> = {
  start: () => peerProcess('graphql-ws.js', { keepAlive: 0 }),
  protocols: 'graphql-transport-ws',
  heartbeat: { pingInterval: 1_000, pongTimeout: 1_000 },
  dialect: () => graphqlTransportWs(),
  interval: 1_000,
  rule: 2_000,
  beats: (peer) => peer.all('ping').length,
  async use(connection) {
    const answers: GraphqlMessage[] = [];
    const completed = nextMessage(connection, (message) => {
      if (message.id === '1') answers.push(message);
      return message.type === 'complete' || undefined;
    });
    connection.send({ id: '1', type: 'subscribe', payload: { query: '{ hello }' } });
    await completed;
    expect(answers).toEqual([
      { id: '1', type: 'next', payload: { data: { hello: 'world' } } },
      { id: '1', type: 'complete' },
    ]);
  },
};

const engine: PresetRow<Frame, WireData, PeerProcess> = {
  start: () => peerProcess('engine-io.js', { pingInterval: 1_000, pingTimeout: 1_000 }),
  path: '/engine.io/?EIO=4&transport=websocket',
  dialect: () => engineIo(),
  interval: 1_000,
  rule: 2_000,
  beats: (peer) => peer.all('beat').length,
  async use(connection) {
    connection.send('4hello');
    await nextMessage(connection, (message) => message === '4hello' || undefined);
  },
};

const aedes: PresetRow<Uint8Array, ArrayBuffer | Uint8Array<ArrayBuffer>, PeerProcess> = {
  start: () => peerProcess('aedes.js'),
  protocols: 'mqtt',
  dialect: () => mqtt({ connect: mqttConnect({ keepAlive: 2_000 }) }),
  interval: 2_000,
  rule: 3_000,
  beats: (peer) => peer.all('beat').length,
  async use(connection) {
    // SUBSCRIBE to `a` with the id 1, answered by a SUBACK.
    connection.send(bytes('8206000100016100'));
    await nextMessage(
      connection,
      (packet) => Buffer.from(packet).toString('hex') === '9003000100' || undefined,
    );
  },
};

const sockJsStyle: PresetRow<Frame, WireData, PeerProcess> = {
  start: () => peerProcess('sockjs-style.js', { interval: 1_000 }),
  heartbeat: { pingInterval: 1_000, pongTimeout: 1_000 },
  dialect: () => controlFrames(),
  interval: 1_000,
  rule: 2_000,
  beats: (peer) => peer.all('beat').length,
  async use(connection) {
    connection.send('echo');
    await nextMessage(connection, (message) => message === 'echo' || undefined);
  },
};

presetTests([
  titled('engineIo() at an Engine.IO server', engine),
  titled('graphqlTransportWs() at a graphql-ws server', graphql),
  titled('mqtt() at an aedes broker', aedes),
  titled('controlFrames() at a server that pings with control frames, as SockJS servers do', sockJsStyle),
]);

describe.concurrent('an aedes broker', () => {
  test('drops a client that does not beat at 1.5 × its keep alive, which is what the beats are for', async () => {
    await using broker = await peerProcess('aedes.js');
    const start = performance.now();
    await using connection = createConnection({
      url: broker.url,
      protocols: 'mqtt',
      transport: tapped(),
      dialect: mqtt({ connect: mqttConnect({ keepAlive: 1_000 }) }),
      heartbeat: false,
    });
    await connection.opened();
    await broker.nth('timeout');
    expect(performance.now() - start).toBeGreaterThanOrEqual(1_500);
    expect(broker.all('beat')).toEqual([]);
  });
});

describe.concurrent('a refusal', () => {
  async function refused<In, Out>(peer: string, protocols: string, dialect: Dialect<In, Out>) {
    await using server = await peerProcess(peer);
    await using connection = createConnection({ url: server.url, protocols, transport: tapped(), dialect });
    const { cause, verdict } = await new Promise<{ cause: Error & { code: string }; verdict: string }>(
      (resolve) => connection.on('lost', resolve),
    );
    return { code: cause.code, message: cause.message, verdict };
  }

  test('of a graphql-ws server that forbids the connection asks for a fresh credential', async () => {
    const dialect = graphqlTransportWs({ connectionParams: { token: 'bad' } });
    await expect(refused('graphql-ws.js', 'graphql-transport-ws', dialect)).resolves.toEqual({
      code: 'ERR_HEARTWIRE_SOCKET_CLOSED',
      message: 'The socket closed: 4403 Forbidden',
      verdict: 'refresh',
    });
  });

  test('of a broker that does not speak MQTT 5 is fatal', async () => {
    await expect(
      refused('aedes.js', 'mqtt', mqtt({ connect: mqttConnect({ version: 5 }) })),
    ).resolves.toEqual({
      code: 'ERR_HEARTWIRE_REFUSED',
      message: 'The peer refused us: CONNACK 1',
      verdict: 'fatal',
    });
  });
});
