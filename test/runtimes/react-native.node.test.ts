import { afterEach, describe, expect, inject, test } from 'vitest';
import { remoteProxy } from '../setup/remote-proxy.ts';
import { reactNativeScope, type Scope, type ScopeOptions } from './support/react-native/scope.ts';

interface App {
  talk(url: string): Promise<string>;
  live(url: string): Promise<string>;
  freeze(url: string, freezeNow: () => Promise<void>, flowAgain: () => Promise<void>): Promise<string>;
  refused(url: string): string;
}

const older: ScopeOptions = { hasEvents: false, hasTextDecoder: false, URL: 'polyfill' };
const newer: ScopeOptions = { hasEvents: true, hasTextDecoder: true, URL: 'polyfill' };

const control = inject('control');

const ends: (() => void)[] = [];

afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function scopeOf(options: ScopeOptions): Promise<Scope> {
  const scope = await reactNativeScope(options);
  ends.push(scope.end);
  return scope;
}

const appIn = async (options: ScopeOptions) =>
  (await (await scopeOf(options)).run(`import './test/runtimes/support/react-native/app.ts';`)) as App;

describe.each([
  ['before it had events', older],
  ['with events', newer],
])('React Native %s', (_, options) => {
  test('a connection carries text and bytes, and a signal closes it', async () => {
    const { talk } = await appIn(options);
    expect(JSON.parse(await talk(`${control}/echo`))).toEqual([['text', [1, 2]], 0, 'closed']);
  });

  test('the drop-in tells of its life, of a link that is cut and of the next one', async () => {
    const { live } = await appIn(options);
    expect(JSON.parse(await live(`${control}/script`))).toEqual([
      ['open', 1, 'chat', true],
      ['message', 'hi', true],
      ['message', [1, 2], true],
      ['close', 1006, false, 'ERR_HEARTWIRE_SOCKET_CLOSED', 0],
      ['open', 1, 'chat', true],
      // Its WebSocket sends 1000 where no code is given, and does not say whether a close was clean.
      ['close', 1000, false, null, 3],
    ]);
  });

  test('a frozen link is lost within the bound, and replaced', async () => {
    const { freeze } = await appIn(options);
    const proxy = await remoteProxy(control);
    const mode = (name: 'freeze' | 'flow') => () => proxy.mode(name);
    const [code, silence, value] = JSON.parse(
      await freeze(`${proxy.url}/heartbeat`, mode('freeze'), mode('flow')),
    );
    expect([code, value]).toEqual(['ERR_HEARTWIRE_PONG_TIMEOUT', 'again']);
    expect(silence).toBeLessThan(1_000);
    await proxy.close();
  });

  test.each([
    ['heartwire', 'index.ts'],
    ['heartwire/websocket', 'websocket.ts'],
    ['heartwire/environments', 'environments.ts'],
    ['heartwire/backoff', 'backoff/index.ts'],
    ['heartwire/machines', 'xstate.ts'],
    ['heartwire/lite', 'lite.ts'],
    ['heartwire/lite/websocket', 'lite-websocket.ts'],
    ['heartwire/dialects', 'dialects/index.ts'],
    ['heartwire/presets', 'presets.ts'],
    ['heartwire/pomelo', 'pomelo/index.ts'],
  ])('%s loads', async (entry, file) => {
    const scope = await scopeOf(options);
    const names = await scope.run(
      `import * as all from './src/${file}'; Object.assign(globalThis, { answer: Object.keys(all) });`,
    );
    expect((names as readonly string[]).length, entry).toBeGreaterThan(0);
  });
});

test('a bad url is refused by name, where URL is that of a polyfill', async () => {
  const { refused } = await appIn(older);
  expect(JSON.parse(refused('ftp://server.test/'))).toEqual([
    'OptionError',
    'ERR_HEARTWIRE_INVALID_URL',
    'url',
  ]);
  expect(JSON.parse(refused('nonsense'))).toEqual(['OptionError', 'ERR_HEARTWIRE_INVALID_URL', 'url']);
});

test("React Native's own URL is found wanting when a connection is made, and not later", async () => {
  const { refused } = await appIn({ ...older, URL: 'own' });
  expect(JSON.parse(refused('wss://server.test/'))).toEqual(['TypeError', null, null]);
});
