import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { memoryTransport } from '../../src/adapters/memory.ts';
import { virtualEnvironment } from '../../src/adapters/virtual-environment.ts';
import * as whole from '../../src/index.ts';
import * as lite from '../../src/lite.ts';
import { createConnection } from '../../src/lite.ts';
import { ReconnectingWebSocket } from '../../src/lite-websocket.ts';

const file = (name: string) => fileURLToPath(new URL(`../../src/${name}`, import.meta.url));

/** The files that a bundler reads, values alone, where it drops nothing. */
async function modulesOf(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [file(entry)],
    bundle: true,
    treeShaking: false,
    write: false,
    format: 'esm',
    metafile: true,
  });
  return Object.keys(metafile.inputs);
}

describe('heartwire/lite', () => {
  test.each([
    ['lite.ts', 'index.ts'],
    ['lite-websocket.ts', 'websocket.ts'],
  ])('%s reaches no XState, dropped or not, and %s does', async (small, entry) => {
    const modules = await modulesOf(small);
    expect(modules.filter((path) => path.includes('node_modules'))).toEqual([]);
    expect(modules.some((path) => path.endsWith('run-connection.ts'))).toBe(true);
    expect((await modulesOf(entry)).some((path) => path.includes('node_modules/xstate'))).toBe(true);
  });

  test('exports what heartwire does, but for what reads actors', () => {
    const names = Object.keys(whole).filter((name) => name !== 'statusOf');
    expect(Object.keys(lite).sort()).toEqual(names.sort());
  });

  test('makes connections without an actor, and refuses an inspector by name', async () => {
    const environment = virtualEnvironment({ seed: 1 });
    const transport = memoryTransport({ environment, latency: 5, controlFrames: true });
    const options = { url: 'ws://server.test/', environment, transport };
    const connection = createConnection(options);
    await environment.advance(10);
    expect([connection.status, 'actor' in connection]).toEqual(['open', false]);
    await Promise.all([connection.close(), environment.advance(10)]);
    const refused = { ...options, inspect: () => {} };
    expect(() => createConnection(refused)).toThrow(
      expect.objectContaining({ code: 'ERR_HEARTWIRE_UNKNOWN_OPTION', option: 'inspect' }),
    );
  });
});

describe('heartwire/lite/websocket', () => {
  test('has a drop-in whose connection has no actor, and which refuses an inspector by name', () => {
    const environment = virtualEnvironment({ seed: 1 });
    const transport = memoryTransport({ environment });
    const options = { environment, transport, startClosed: true };
    const socket = new ReconnectingWebSocket('ws://server.test/', [], options);
    expect([socket.readyState, 'actor' in socket.connection]).toEqual([3, false]);
    const refused = { ...options, inspect: () => {} };
    expect(() => new ReconnectingWebSocket('ws://server.test/', [], refused)).toThrow(
      expect.objectContaining({ code: 'ERR_HEARTWIRE_UNKNOWN_OPTION', option: 'inspect' }),
    );
  });
});
