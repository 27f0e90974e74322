import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as dialects from '../../src/dialects/index.ts';
import { mqtt, nats, pusher } from '../../src/dialects/index.ts';
import { compilerFaults, exampleFolder, writeExample } from './support/compiling.ts';
import { rewritten, tables } from './support/dialect-tables.ts';
import { codeBlocks, quoted, read, root, section, sectionsOf, tableOf } from './support/markdown.ts';

const document = read('docs/dialects.md');
const run = promisify(execFile);

let folder = '';

beforeAll(() => {
  folder = exampleFolder('dialects');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Where an import of the package leads in this repository. */
function inRepository(path: string): string {
  const [, rest = ''] = /^heartwire\/?(.*)$/.exec(path) ?? [];
  if (!path.startsWith('heartwire')) return path;
  if (rest.startsWith('dialects/')) return `../../src/${rest}.ts`;
  return `../../src/${rest && `${rest}/`}index.ts`;
}

test('its tables are what the modules say', () => {
  expect(rewritten(document)).toBe(document);
});

test('its tables have a row for every dialect of the index, and pomelo', () => {
  const names = Object.keys(dialects).filter((name) => name !== 'mqttConnect');
  const listed = quoted(tables().which ?? '').map((name) => name.replace('()', ''));
  expect([...names, 'pomelo'].filter((name) => !listed.includes(name))).toEqual([]);
});

test('its tables say of each preset what its docstring states', () => {
  expect(tables().axes).toContain('| `mqtt()` | the client, always | the keep alive of `CONNECT`, or of');
  expect(tables().which).toContain('| `fatal`: 4004, 4010–4014; `retry`: 4401, 4403 |');
});

test('each preset has a section with an example that names it', () => {
  const sections = sectionsOf(document);
  const from = sections.findIndex(({ heading }) => heading === 'Each in ten lines');
  const to = sections.findIndex(({ heading }) => heading === 'Idle limits on the way');
  const bodies = sections.slice(from + 1, to).map(({ body }) => body);
  for (const name of [
    'graphqlTransportWs',
    'engineIo',
    'phoenix',
    'signalR',
    'stomp',
    'centrifugo',
    'pusher',
  ]) {
    expect(bodies.filter((body) => body.includes(`dialect: ${name}(`)).length, name).toBeGreaterThan(0);
  }
  for (const name of ['discord', 'mqtt', 'nats', 'keepAlive']) {
    expect(bodies.filter((body) => body.includes(`dialect: ${name}(`)).length, name).toBe(1);
  }
});

test('every example compiles under the flags of the repository', async () => {
  const blocks = codeBlocks(document);
  expect(blocks.length).toBeGreaterThan(10);
  for (const { code } of blocks) {
    writeExample(folder, code.replaceAll(/(?<=from ')[^']+(?=')/g, inRepository));
  }
  expect(await compilerFaults(folder, { noUnusedLocals: false })).toEqual([]);
}, 120_000);

test('the packet of the MQTT example is the SUBSCRIBE that it says', () => {
  const [, list = ''] = /Uint8Array\.of\(([^)]+)\)/.exec(document) ?? [];
  const [type, length, ...body] = list.split(',').map(Number);
  // Type and flags, length, packet id, no properties, the filter '#', QoS 0 (MQTT 5 section 3.8).
  expect([type, length, body]).toEqual([0x82, 7, [0, 1, 0, 0, 1, 35, 0]]);
  expect(mqtt().write(Uint8Array.from([0x82, 7, ...body]))).toHaveLength(9);
});

describe('the idle limits on the way', () => {
  const rows = tableOf(section(document, 'Idle limits on the way'));

  test('are all longer than the interval of every preset that names one and may meet a proxy', () => {
    const limits = rows.map(
      ([, limit = '']) => Number.parseInt(limit, 10) * (limit.includes('min') ? 60 : 1),
    );
    expect(limits).toEqual([55, 60, 60, 100, 600]);
    expect(nats().beat.times?.pingInterval).toBeLessThan(Math.min(...limits) * 1_000);
    // The text says so: Pusher's own interval needs the option.
    expect(pusher().beat.times?.pingInterval).toBe(120_000);
  });
});

test('a stale table is found, and made fresh on demand', async () => {
  expect(rewritten(document.replace('| `mqtt()` | the client', '| `mqtt()` | nobody'))).toBe(document);
  expect(() => rewritten('<!-- table: none -->\n<!-- end -->')).toThrow('there is no table none');
  await expect(run(process.execPath, ['scripts/dialects.js'], { cwd: root })).resolves.toMatchObject({
    stderr: '',
  });
}, 60_000);
