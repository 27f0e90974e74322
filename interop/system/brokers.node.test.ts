import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { ws } from '../../src/adapters/ws.ts';
import { createConnection } from '../../src/connection.ts';
import { mqtt, mqttConnect } from '../../src/dialects/mqtt.ts';
import { nats } from '../../src/dialects/nats.ts';
import { stomp } from '../../src/dialects/stomp.ts';
import type { Frame, WireData } from '../../src/ports/transport.ts';
import { freePort } from '../support/free-port.ts';
import { nextMessage, type PresetRow, type RunningServer } from '../support/preset-row.ts';
import { presetTests, titled } from '../support/preset-tests.ts';
import { tapped } from '../support/tapped.ts';
import { daemon } from './daemon.ts';
import { found } from './found.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (hex: string): Bytes => Uint8Array.from(Buffer.from(hex, 'hex'));

const natsServer = (): Promise<RunningServer> =>
  daemon('nats-server', async (port) => ({
    args: ['-c', 'nats.conf'],
    files: {
      'nats.conf': `host: 127.0.0.1\nport: ${await freePort()}\nping_interval: "1s"\nping_max: 2\nwebsocket { host: 127.0.0.1, port: ${port}, no_tls: true }\n`,
    },
  }));

const natsRow: PresetRow<Bytes, string | ArrayBuffer | Bytes> = {
  start: natsServer,
  heartbeat: { pingInterval: 500, pongTimeout: 1_000 },
  dialect: () => nats(),
  interval: 500,
  rule: 1_500,
  beats: (_, tap) => tap.of('client', hexOf(Buffer.from('PING\r\n'))).length,
  async use(connection) {
    connection.send('SUB news 1\r\n');
    connection.send('PUB news 5\r\nhello\r\n');
    await nextMessage(connection, (message) => textOf(message) === 'MSG news 1 5\r\nhello\r\n' || undefined);
  },
};

const mosquitto = (): Promise<RunningServer> =>
  daemon('mosquitto', async (port) => ({
    args: ['-c', 'mosquitto.conf'],
    files: {
      // Without a plain listener it does not start its WebSocket one.
      'mosquitto.conf': [
        'allow_anonymous true',
        `listener ${await freePort()} 127.0.0.1`,
        `listener ${port} 127.0.0.1`,
        'protocol websockets',
        'socket_domain ipv4',
        '',
      ].join('\n'),
    },
  }));

const mosquittoRow = (version: 4 | 5): PresetRow<Bytes, ArrayBuffer | Bytes> => ({
  start: mosquitto,
  protocols: 'mqtt',
  dialect: () => mqtt({ connect: mqttConnect({ version, keepAlive: 1_000 }) }),
  interval: 1_000,
  rule: 1_500,
  beats: (_, tap) => tap.of('client', 'c000').length,
  async use(connection) {
    // SUBSCRIBE to `a` with the id 1, answered by a SUBACK; in MQTT 5 each has properties, none here.
    const [subscribe, suback] =
      version === 4 ? ['8206000100016100', '9003000100'] : ['820700010000016100', '900400010000'];
    connection.send(bytes(subscribe));
    await nextMessage(connection, (packet) => hexOf(packet) === suback || undefined);
  },
});

/** Below Debian's wrapper, which gives root away and writes where only its own user may. */
const RABBIT = '/usr/lib/rabbitmq/bin/rabbitmq-server';

const rabbit = (): Promise<RunningServer> =>
  daemon('rabbitmq-server', async (port, folder) => {
    const epmd = { ERL_EPMD_PORT: String(await freePort()), ERL_EPMD_ADDRESS: '127.0.0.1' };
    return {
      ...(existsSync(RABBIT) && { command: RABBIT }),
      args: [],
      files: {
        enabled_plugins: '[rabbitmq_web_stomp].',
        'rabbitmq.conf': [
          `listeners.tcp.1 = 127.0.0.1:${await freePort()}`,
          'stomp.listeners.tcp = none',
          'web_stomp.tcp.ip = 127.0.0.1',
          `web_stomp.tcp.port = ${port}`,
          '',
        ].join('\n'),
      },
      env: {
        ...epmd,
        HOME: folder,
        RABBITMQ_NODENAME: `heartwire-${port}@localhost`,
        RABBITMQ_DIST_PORT: String(await freePort()),
        RABBITMQ_MNESIA_BASE: folder,
        RABBITMQ_LOG_BASE: folder,
        RABBITMQ_CONFIG_FILE: `${folder}/rabbitmq.conf`,
        RABBITMQ_ENABLED_PLUGINS_FILE: `${folder}/enabled_plugins`,
      },
      stop: () => endEpmd(epmd.ERL_EPMD_PORT),
    };
  });

/** Erlang's own daemon outlives whoever started it, and goes only when it has noticed that all of them are gone. */
async function endEpmd(port: string): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    const { stdout, status } = spawnSync('epmd', ['-port', port, '-kill'], { encoding: 'utf8' });
    if (stdout?.includes('Killed') || status === null) return;
    await sleep(100);
  }
}

const rabbitRow: PresetRow<Frame, WireData> = {
  start: rabbit,
  path: '/ws',
  protocols: 'v12.stomp',
  dialect: () => stomp({ heartBeat: [1_000, 1_000], headers: { login: 'guest', passcode: 'guest' } }),
  interval: 1_000,
  rule: 2_000,
  beats: (_, tap) => tap.of('client', '\n').length,
  async use(connection) {
    connection.send('SUBSCRIBE\nid:0\ndestination:/topic/a\nreceipt:1\n\n\0');
    await nextMessage(connection, (frame) => /^RECEIPT\n/.test(String(frame)) || undefined);
    connection.send('SEND\ndestination:/topic/a\n\nhello\0');
    await nextMessage(connection, (frame) => /^MESSAGE\n[\s\S]*hello\0/.test(String(frame)) || undefined);
  },
};

describe.skipIf(!found('nats-server'))('nats-server', () => {
  presetTests([titled('nats() at a NATS server', natsRow)]);

  test('has its own pings answered by nats()', async () => {
    await using server = await natsServer();
    const tap = tapped(ws());
    await using connection = createConnection({
      url: `ws://127.0.0.1:${server.port}`,
      transport: tap,
      dialect: nats(),
      heartbeat: { pingInterval: 60_000, pongTimeout: 60_000 },
    });
    await connection.opened();
    const pings = () => tap.of('server', /^50494e470d0a/).length;
    await expect.poll(pings, { timeout: 20_000 }).toBeGreaterThanOrEqual(4);
    expect(connection.status).toBe('open');
    expect(tap.of('client', hexOf(Buffer.from('PONG\r\n')))).toHaveLength(pings());
  });
});

describe.skipIf(!found('mosquitto'))('mosquitto', () => {
  presetTests([
    titled('mqtt() at a mosquitto broker, MQTT 3.1.1', mosquittoRow(4)),
    titled('mqtt() at a mosquitto broker, MQTT 5', mosquittoRow(5)),
  ]);
});

describe.skipIf(!found('rabbitmq-server'))('rabbitmq-server', () => {
  presetTests([titled("stomp() at RabbitMQ's web-stomp", rabbitRow)]);
});
