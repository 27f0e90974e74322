import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { differencesOf } from '../../scripts/runtimes/differences/index.ts';
import { defaultSpecs, type Kind, type Runtime } from '../../scripts/runtimes/runtime.ts';
import { sectionNames } from '../../scripts/runtimes/section-names.ts';
import { memoryTransport } from '../../src/adapters/memory.ts';
import { virtualEnvironment } from '../../src/adapters/virtual-environment.ts';
import { createConnection } from '../../src/connection.ts';
import { text } from '../../src/dialects/text.ts';
import type { Environment, EnvironmentSignal } from '../../src/ports/environment.ts';
import { codeBlocks, read, root, section, sectionsOf } from '../docs/support/markdown.ts';
import { installed } from '../docs/support/scratch.ts';

const document = read('docs/runtimes.md');

const runtime = (kind: Kind, version: string): Runtime => ({ kind, version, path: '', flags: [] });

test.each([
  ['Node 20 and 22', runtime('node', '20.20.2')],
  ['Node 20 and 22', runtime('node', '22.23.3')],
  ['Node 24', runtime('node', '24.21.0')],
  ['Deno', runtime('deno', '2.9.6')],
  ['Bun', runtime('bun', '1.4.5')],
])('%s: the document has the reasons of the list, in its order', (heading, of) => {
  const written = [...section(document, heading).matchAll(/^- (.*)$/gm)].map(([, why]) => why);
  expect(written).toEqual(differencesOf(of, 'own WebSocket').map(({ why }) => why));
});

test('the document names the runtimes that are asked', () => {
  const named = [...section(document, 'Run the contract').matchAll(/(Node|Deno|Bun|Hermes) (\d[\d.]*\d)/g)];
  expect(named.map(([, name = '', version]) => `${name.toLowerCase()}@${version}`)).toEqual(defaultSpecs);
});

test('the document names every section, and no other', () => {
  const rows = [...section(document, 'Run the contract').matchAll(/^\| (`.*`) \|/gm)].flatMap(
    ([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  );
  expect(rows).toEqual([...sectionNames]);
});

test('the links of the document lead to files and headings that exist', () => {
  const links = [...document.matchAll(/\]\(([^)#\s]*)(?:#([^)\s]*))?\)/g)];
  expect(links.length).toBeGreaterThan(3);
  const broken = links.filter(([, path = '', heading]) => {
    if (path.startsWith('https:')) return false;
    const file =
      path === '' ? 'docs/runtimes.md' : new URL(path, 'file:///docs/runtimes.md').pathname.slice(1);
    if (!existsSync(root + file)) return true;
    const anchors = sectionsOf(heading ? read(file) : '').map((each) =>
      each.heading.toLowerCase().replaceAll(' ', '-'),
    );
    return heading !== undefined && !anchors.includes(heading);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

describe('the environment for React Native', () => {
  mkdirSync(`${root}.cache`, { recursive: true });
  const folder = mkdtempSync(`${root}.cache/runtimes-`);
  const [block] = codeBlocks(document).filter(({ language }) => language === 'ts');
  const code = block?.code ?? '';
  const path = `${folder}/react-native-environment.ts`;
  writeFileSync(
    path,
    code.replaceAll(/'heartwire(?:\/(\w+))?'/g, (_, entry = 'index') => `'../../src/${entry}.ts'`),
  );

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** `AppState` and `NetInfo`, played by the test. */
  const platform = () => {
    const heard = { state: (_: string) => {}, net: (_: { isConnected: boolean | null }) => {} };
    return {
      heard,
      appState: {
        addEventListener(_: 'change', listener: (state: string) => void) {
          heard.state = listener;
          return { remove() {} };
        },
      },
      netInfo: {
        addEventListener(listener: (state: { isConnected: boolean | null }) => void) {
          heard.net = listener;
          return () => {};
        },
      },
    };
  };

  const load = async (): Promise<{
    reactNativeEnvironment(appState: unknown, netInfo: unknown): Environment;
  }> => import(pathToFileURL(path).href);

  test('compiles as a reader has it', { timeout: 60_000 }, async () => {
    const scratch = await installed();
    try {
      scratch.write('react-native-environment.ts', code);
      await scratch.typecheck();
    } finally {
      scratch.remove();
    }
  });

  test('tells of app and network while somebody listens, and of a network that changed once', async () => {
    const { heard, appState, netInfo } = platform();
    const environment = (await load()).reactNativeEnvironment(appState, netInfo);
    const told: EnvironmentSignal[] = [];
    const stop = environment.subscribe((signal) => told.push(signal));
    heard.state('background');
    heard.state('active');
    heard.net({ isConnected: null });
    heard.net({ isConnected: false });
    heard.net({ isConnected: false });
    expect(environment.online).toBe(false);
    heard.net({ isConnected: true });
    stop();
    heard.state('active');
    expect([told, environment.online]).toEqual([['hidden', 'shown', 'offline', 'online'], true]);
  });

  test('an app that comes back has its link asked at once', async () => {
    const { heard, appState, netInfo } = platform();
    const clock = virtualEnvironment();
    const signals = (await load()).reactNativeEnvironment(appState, netInfo);
    const environment = Object.assign(clock, { subscribe: signals.subscribe });
    const transport = memoryTransport({ environment, latency: 5, controlFrames: false });
    const connection = createConnection({
      url: 'ws://server.test/',
      environment,
      transport,
      dialect: text(),
    });
    await clock.advance(50);
    heard.state('background');
    heard.state('active');
    expect(connection.status).toBe('awaiting-pong');
    connection.close();
    await clock.advance(5_000);
    expect(connection.status).toBe('closed');
  });
});
