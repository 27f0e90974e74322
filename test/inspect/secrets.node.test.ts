import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { ws } from '../../src/adapters/ws.ts';
import { createConnection } from '../../src/connection.ts';
import { LossError } from '../../src/errors.ts';
import { createRecorder, inspectWith } from '../../src/inspect/index.ts';
import type { Dialect } from '../../src/ports/dialect.ts';
import type { Attempt } from '../../src/ports/transport.ts';
import { supervise } from '../../src/server/index.ts';
import { world } from '../support/world.ts';
import { listeningInspector } from './support/stately.ts';

/** A dialect whose server kicks and refuses by word, and whose frames can be unreadable. */
const words: Dialect<string> = {
  name: 'words',
  beat: { leads: 'client', life: 'any' },
  session: () => ({
    read(frame, signals) {
      const [word = '', rest = ''] = String(frame).split(' ', 2);
      if (word === 'KICK') signals.kick(rest, 'retry');
      else if (word === 'NO') signals.refuse('retry', rest, 1_000);
      else if (word === 'SAY') signals.data(rest);
      else if (word === 'PONG') signals.pong();
      else throw new Error(`unreadable: ${frame}`);
    },
    ping: () => 'PING',
  }),
  write: (message) => message,
};

/** Where the secrets of a run stand, and how it goes. */
interface Plan {
  /** As no number and no word of this library is written. */
  readonly secret: string;
  readonly inPath: boolean;
  readonly steps: readonly Step[];
}

type World = ReturnType<typeof world<string, string>>;
interface Stage {
  readonly w: World;
  readonly secret: string;
  failing: 'url' | 'protocols' | undefined;
}

const steps = {
  wait: ({ w }) => w.advance(1_200),
  say: ({ w, secret }) => w.transport.peers.at(-1)?.send(`SAY ${secret}`),
  kick: ({ w, secret }) => w.transport.peers.at(-1)?.send(`KICK ${secret}`),
  refuse: ({ w, secret }) => w.transport.peers.at(-1)?.send(`NO ${secret}`),
  garble: ({ w, secret }) => w.transport.peers.at(-1)?.send(secret),
  close: ({ w, secret }) => w.transport.peers.at(-1)?.close(4_000, secret),
  comeLater: ({ w, secret }) => w.transport.peers.at(-1)?.close(1013, `retry-after=2 ${secret}`),
  send: ({ w, secret }) => w.connection.send(secret, { key: secret }),
  flood: ({ w, secret }) => {
    for (let n = 0; n < 5; n += 1) w.connection.send(`${secret}${n}`);
  },
  failUrl: (stage) => {
    stage.failing = 'url';
  },
  failProtocols: (stage) => {
    stage.failing = 'protocols';
  },
  recover: (stage) => {
    stage.failing = undefined;
    stage.w.transport.mode = 'accept';
    stage.w.transport.refuseSend = false;
  },
  refuseDials: ({ w, secret }) => {
    w.transport.mode = 'refuse';
    w.transport.refusal = new Error(`refused: authorization: Bearer ${secret}`, {
      cause: Object.assign(new Error(secret), { headers: { cookie: secret } }),
    });
  },
  refuseUpgrades: ({ w, secret }) => {
    w.transport.mode = 'refuse';
    w.transport.refusal = new LossError('ERR_HEARTWIRE_UPGRADE_REFUSED', `HTTP 401 for ${secret}`, {
      httpStatus: 401,
      reason: secret,
      verdict: 'retry',
      cause: new Error(secret),
    });
  },
  refuseSends: ({ w }) => {
    w.transport.refuseSend = true;
  },
  freeze: ({ w }) => w.transport.freeze(),
  thaw: ({ w }) => w.transport.thaw(),
  reconnect: ({ w }) => w.connection.reconnect(),
  end: ({ w, secret }) => void w.connection.close(4_001, secret),
} satisfies Record<string, (stage: Stage) => unknown>;

type Step = keyof typeof steps;

const plans: fc.Arbitrary<Plan> = fc.record({
  secret: fc.stringMatching(/^[A-Za-z0-9_-]{6,20}$/).map((token) => `tok3n-${token}`),
  inPath: fc.boolean(),
  steps: fc.array(fc.constantFrom(...(Object.keys(steps) as Step[])), { minLength: 5, maxLength: 25 }),
});

/** Runs a plan with secrets wherever an app, a proxy or a server could put one; gives all that was shown of it. */
async function shown({ secret, inPath, steps: script }: Plan): Promise<readonly string[]> {
  const stately = listeningInspector();
  const recorder = createRecorder();
  const stage = { secret } as { -readonly [K in keyof Stage]: Stage[K] };
  const provide =
    (what: 'url' | 'protocols', value: string) =>
    (attempt: Attempt): string => {
      if (stage.failing === what) {
        throw Object.assign(new Error(`no ${what}: ${secret}`), {
          token: secret,
          before: attempt.cause?.message,
        });
      }
      return value;
    };
  stage.w = world<string, string>({
    dialect: words,
    url: provide('url', `ws://ann:${secret}@server.test/${inPath ? secret : ''}?token=${secret}`),
    protocols: provide('protocols', `auth.${secret}`),
    heartbeat: { pingInterval: 1_000, pongTimeout: 500 },
    backoff: ({ cause }) => (cause.message.includes(secret) ? 700 : 500),
    retry: { verdict: ({ reason }) => (reason.includes('x') ? 'refresh' : 'retry') },
    outbox: { maxMessages: 2 },
    inspect: inspectWith(stately.inspector),
  });
  recorder.attach(stage.w.connection);
  for (const step of script) {
    await steps[step](stage);
    await stage.w.advance(100);
  }
  await Promise.all([stage.w.connection.close(), stage.w.advance(3_000)]);
  await stately.idle();
  return [JSON.stringify(recorder), recorder.toMermaidSequence(), stately.wire];
}

describe('no secret', () => {
  test('of a url, subprotocol, header, close, kick, provider, error, message or key is in a record, a diagram or the inspector', async () => {
    const reported: unknown[] = [];
    vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const texts = await shown(plan);
        for (const text of texts) expect(text).not.toContain(plan.secret);
        expect(texts.every((text) => text.length > 100)).toBe(true);
      }),
      { numRuns: 120 },
    );
    vi.unstubAllGlobals();
    expect(reported).toEqual([]);
  }, 60_000);

  test('would be missed: without the redaction the inspector sends what a server says', async () => {
    const { inspector, idle, sent } = listeningInspector();
    const w = world<string, string>({ dialect: words, inspect: inspector.inspect });
    await w.advance(100);
    w.peer.close(4_000, 'tok3n-abcdef');
    await w.advance(100);
    await idle();
    expect(JSON.stringify(sent)).toContain('tok3n-abcdef');
  });

  const reached: readonly [code: string, script: readonly Step[]][] = [
    ['ERR_HEARTWIRE_KICKED', ['kick']],
    ['ERR_HEARTWIRE_REFUSED', ['refuse']],
    ['ERR_HEARTWIRE_BAD_FRAME', ['garble']],
    ['ERR_HEARTWIRE_SOCKET_CLOSED', ['close']],
    ['ERR_HEARTWIRE_SOCKET_FAILED', ['refuseSends', 'send']],
    ['ERR_HEARTWIRE_PROVIDER_FAILED', ['failUrl', 'reconnect']],
    ['ERR_HEARTWIRE_PROVIDER_FAILED', ['failProtocols', 'reconnect']],
    ['ERR_HEARTWIRE_DIAL_FAILED', ['refuseDials', 'reconnect']],
    ['ERR_HEARTWIRE_UPGRADE_REFUSED', ['refuseUpgrades', 'reconnect']],
    ['ERR_HEARTWIRE_PONG_TIMEOUT', ['freeze', 'wait', 'wait']],
  ];

  test.each(reached)('is looked for in vain: %s is reached by %j', async (code, script) => {
    const [records = ''] = await shown({ secret: 'tok3n-abcdef', inPath: true, steps: ['wait', ...script] });
    const causes = JSON.parse(records).map(({ cause }: { cause?: string }) => cause);
    expect(causes).toContain(code);
  });

  test('of a request, its headers, its user or its messages is in the records of a server or of its clients', async () => {
    const secret = 'tok3n-abcdef';
    const wss = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    const supervisor = supervise<string, string, { token: string }>(wss, {
      dialect: words,
      path: `/${secret}`,
      authenticate: ({ headers }) => (headers.host ? { token: secret } : undefined),
    });
    const recorder = createRecorder();
    recorder.attach(supervisor);
    const clients = createRecorder();
    await new Promise((resolve) => wss.once('listening', resolve));
    const { port } = wss.address() as { port: number };
    const stately = listeningInspector();
    const dial = (path: string) => {
      const dialed = createConnection<string, string>({
        url: `ws://ann:${secret}@127.0.0.1:${port}/${path}?token=${secret}`,
        transport: ws({ headers: { authorization: `Bearer ${secret}`, cookie: `session=${secret}` } }),
        dialect: words,
        retry: { limit: 0 },
        backoff: () => 1,
        inspect: inspectWith(stately.inspector),
      });
      clients.attach(dialed);
      return dialed;
    };
    const connection = dial(secret);
    await connection.opened();
    connection.send(`SAY ${secret}`);
    await connection.close(4_000, secret);
    const kicked = dial(secret);
    await kicked.opened();
    kicked.send(`KICK ${secret}`);
    await expect(dial('elsewhere').opened()).rejects.toThrow();
    await vi.waitFor(() =>
      expect(recorder.records.map(({ kind }) => kind).sort()).toEqual([
        'attached',
        'gone',
        'gone',
        'lost',
        'peer',
        'peer',
        'refused',
      ]),
    );
    await Promise.all([kicked.close(), supervisor.close()]);
    wss.close();
    await stately.idle();
    for (const each of [recorder, clients]) {
      expect(JSON.stringify(each) + each.toMermaidSequence()).not.toContain(secret);
    }
    expect(stately.wire).not.toContain(secret);
    expect(clients.records.flatMap(({ httpStatus }) => httpStatus ?? [])).toEqual([404]);
  });
});
