import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { ws } from '../../src/adapters/ws.ts';
import { constant } from '../../src/backoff/constant.ts';
import { createConnection } from '../../src/connection.ts';
import { controlFrames } from '../../src/dialects/control-frames.ts';
import { keepAlive } from '../../src/dialects/keep-alive.ts';
import { raw } from '../../src/dialects/raw.ts';
import type { ConnectionOptions } from '../../src/options.ts';
import { peerProcess } from '../support/peer-process.ts';
import { nextMessage, type RunningServer } from '../support/preset-row.ts';
import { tapped } from '../support/tapped.ts';
import { daemon } from './daemon.ts';
import { found } from './found.ts';

/** Silence after which the proxies here cut a link, in ms: a second is the least that both count in. */
const IDLE = 1_000;

const nginx = (target: number): Promise<RunningServer> =>
  daemon('nginx', (port, folder) => ({
    args: ['-p', folder, '-c', 'nginx.conf', '-e', 'error.log'],
    files: {
      'nginx.conf': `daemon off; master_process off; pid nginx.pid;
events {}
http {
  access_log off;
  client_body_temp_path .; proxy_temp_path .; fastcgi_temp_path .; uwsgi_temp_path .; scgi_temp_path .;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://127.0.0.1:${target};
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection upgrade;
      proxy_read_timeout ${IDLE}ms;
      proxy_send_timeout ${IDLE}ms;
    }
  }
}
`,
    },
  }));

const haproxy = (target: number): Promise<RunningServer> =>
  daemon('haproxy', (port) => ({
    args: ['-db', '-f', 'haproxy.cfg'],
    files: {
      'haproxy.cfg': `defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s
  timeout tunnel ${IDLE}ms
frontend all
  bind 127.0.0.1:${port}
  default_backend one
backend one
  server one 127.0.0.1:${target}
`,
    },
  }));

describe.each([
  ['nginx', nginx],
  ['haproxy', haproxy],
] as const)('%s', (name, proxy) => {
  describe.skipIf(!found(name))('which cuts idle links', { concurrent: true }, () => {
    /** An idle link through the proxy: what came of it in that many ms, and whether it could be used then. */
    async function idle(options: Partial<ConnectionOptions>, ms: number) {
      await using server = await peerProcess('quiet.js');
      await using between = await proxy(server.port);
      const tap = tapped(ws());
      await using connection = createConnection({
        url: `ws://127.0.0.1:${between.port}`,
        transport: tap,
        backoff: constant(50),
        ...options,
      });
      const losses: unknown[] = [];
      connection.on('lost', ({ cause: { code, closeCode } }) => losses.push([code, closeCode]));
      await connection.opened();
      await sleep(ms);
      const { dials } = tap;
      await connection.opened();
      connection.send('echo');
      await nextMessage(connection, (message) => message === 'echo' || undefined);
      return { losses, dials };
    }

    test('ends a link without beats with 1006, and the connection comes back each time', async () => {
      const { losses, dials } = await idle({ dialect: raw(), heartbeat: false }, 3.5 * IDLE);
      expect(losses.length).toBeGreaterThanOrEqual(2);
      expect(new Set(losses.map(String))).toEqual(new Set(['ERR_HEARTWIRE_SOCKET_CLOSED,1006']));
      expect(dials).toBeGreaterThanOrEqual(3);
    });

    test.each([
      ['keepAlive()', { dialect: keepAlive({ frame: 'keep', interval: 0.4 * IDLE }) }],
      [
        'controlFrames()',
        { dialect: controlFrames(), heartbeat: { pingInterval: 0.4 * IDLE, pongTimeout: IDLE } },
      ],
    ] as const)('leaves a link open over 20 intervals of %s', async (_, options) => {
      await expect(idle(options, 20 * 0.4 * IDLE)).resolves.toEqual({ losses: [], dials: 1 });
    });
  });
});
