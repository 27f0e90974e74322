import { expect, test } from 'vitest';
import { type Break, broken, brokenBuild } from './support/broken-build.ts';
import { walkAlong } from './support/coverage.ts';
import { memoryGround } from './support/ground.ts';
import { modelFor } from './support/model-for.ts';
import { beating, congested, plain, silent, welcomed } from './support/settings.ts';
import type { Build } from './support/walk.ts';
import { xstateTest } from './support/xstate-test.ts';

const chart = 'machines/connection.ts';
const parts = 'machines/connection-parts.ts';
const host = 'connection-host.ts';
const session = 'link-session.ts';

const breaks: readonly Break[] = [
  {
    name: 'a link that is left keeps its socket',
    file: 'machines/link-logic.ts',
    from: 'snapshot.input.host().discardLink();',
    to: '',
  },
  {
    name: 'a timer is not cleared',
    file: host,
    from: 'clearTimeout(timer: unknown): void {\n    this.environment.clearTimeout(timer);',
    to: 'clearTimeout(timer: unknown): void {\n    void timer;',
  },
  {
    name: 'the count of attempts is reset at open',
    file: chart,
    from: "entry: ['startBeat', 'flushOutbox', 'announceOpen']",
    to: "entry: ['startBeat', 'resetAttempts', 'flushOutbox', 'announceOpen']",
  },
  {
    name: 'the outbox is flushed before the handshake',
    file: chart,
    from: "{ guard: 'needsHandshake', target: 'handshaking' }",
    to: "{ guard: 'needsHandshake', target: 'handshaking', actions: 'flushOutbox' }",
  },
  {
    name: 'late events of an older link are heard',
    file: session,
    from: 'return this.#owner.current === this;',
    to: 'return true;',
  },
  {
    name: 'a missed pong waits for the close of the socket',
    file: chart,
    from: "{ target: '#connection.lost', actions: 'recordPongTimeout' }",
    to: "{ actions: 'sendClose' }",
  },
  {
    name: 'connect() brings back what has failed',
    file: chart,
    from: "entry: ['ignoreEnvironment', 'failOutbox', 'announceFailed'],",
    to: "entry: ['ignoreEnvironment', 'failOutbox', 'announceFailed'],\n        on: { connect: 'live' },",
  },
  {
    name: 'close() does not end a wait for the next attempt',
    file: chart,
    from: "close: 'closed',\n          'network.online': soon,",
    to: "'network.online': soon,",
  },
  {
    name: 'a loss counts twice',
    file: chart,
    from: "{ target: 'backoff', actions: 'scheduleRetry' }",
    to: "{ target: 'backoff', actions: ['scheduleRetry', 'scheduleRetry'] }",
  },
  {
    name: 'the backoff is not waited for',
    file: parts,
    from: 'backoffDelay: ({ delay }) => delay',
    to: 'backoffDelay: () => 0',
  },
  {
    name: 'the verdict on a close is not asked for',
    file: host,
    from: 'return verdictOn(cause, policy.retry.verdict, (close) => dialect.verdict?.(close));',
    to: "return policy && dialect && verdictOn && cause ? 'retry' : 'retry';",
  },
  {
    name: 'a timer that fires late is taken for a dead peer',
    file: parts,
    from: 'pings < 2 &&',
    to: 'pings < 0 &&',
  },
  {
    name: 'the network flag is not looked at',
    file: host,
    from: 'return !this.environment.online && !this.#isLoopback;',
    to: 'return false && this.#isLoopback;',
  },
  {
    name: 'the environment is listened to after the end',
    file: host,
    from: 'this.#ignore = () => {\n      unsubscribe();',
    to: 'this.#ignore = () => {\n      void unsubscribe;',
  },
  {
    name: 'messages stay in the outbox of a closed connection',
    file: chart,
    from: "'closeOutbox', ",
    to: '',
  },
  {
    name: 'messages are held back while a pong is awaited',
    file: host,
    from: "return this.status === 'open' || this.status === 'awaiting-pong';",
    to: "return this.status === 'open';",
  },
  {
    name: 'a full socket is written to',
    file: host,
    from: 'const isFull = bufferedAmount > 0 && bufferedAmount + entry.bytes > HIGH_WATER_MARK;',
    to: 'const isFull = bufferedAmount < 0 && HIGH_WATER_MARK > 0;',
  },
  {
    name: 'negotiated times are not taken',
    file: parts,
    from: "...(event.type === 'handshake.completed' && pingInterval < Infinity && event.times),",
    to: "...(event.type === 'handshake.completed' && pingInterval < 0 && event.times),",
  },
];

const ground = memoryGround();
const models = [plain, welcomed, beating, silent, congested].map((setting) => {
  const model = modelFor(setting, ground);
  return { setting, model, paths: xstateTest(model) };
});

/** The generated walk, all of it. */
async function walkAll(build: Build): Promise<void> {
  for (const { setting, model, paths } of models) {
    for (const path of paths) await walkAlong(path, model, setting, ground, build);
  }
}

test('the generated walk lets an unbroken copy pass', async () => {
  await walkAll(await brokenBuild(undefined));
}, 60_000);

test.each(breaks.map((change) => [change.name, change] as const))(
  'the generated walk catches a copy in which %s',
  async (_, change) => {
    const build = await brokenBuild(change);
    // A difference from the model, not a copy that falls over.
    await expect(walkAll(build)).rejects.toMatchObject({ name: 'AssertionError' });
  },
  60_000,
);

test('a copy is not made where the text that is to be broken does not stand, or stands twice', () => {
  const change: Break = { name: 'none', file: 'x.ts', from: 'a', to: 'b' };
  expect(broken('cat', change)).toBe('cbt');
  expect(() => broken('dog', change)).toThrow('none: x.ts has 0 places that read "a"');
  expect(() => broken('a cat', change)).toThrow('none: x.ts has 2 places that read "a"');
});
