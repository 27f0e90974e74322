import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { eventNames } from '../../src/server/events.ts';
import { serverSettings } from '../../src/server/options.ts';
import { statuses } from '../../src/server/peer-row.ts';
import { compilerFaults, exampleFolder, writeExample } from '../docs/support/compiling.ts';
import { codeBlocks, read, section, sectionsOf } from '../docs/support/markdown.ts';

const document = read('docs/server.md');

const rows = (text: string, head: string): string[][] => {
  const [table = ''] = text.split(`| ${head} |`).slice(1);
  return (table.split('\n\n')[0] ?? '')
    .trim()
    .split('\n')
    .slice(2)
    .map((row) =>
      row
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
};

const firsts = (table: string[][]) => table.map(([name = '']) => name.replaceAll('`', ''));

describe('docs/server.md', () => {
  test('is right about every default', () => {
    const { times, firstMessage: _, ...settings } = serverSettings({});
    const { firstMessage } = serverSettings({ firstMessage: { authenticate: () => undefined } });
    const actual: Record<string, unknown> = {
      ...settings,
      'heartbeat.pingInterval': times.pingInterval,
      'heartbeat.pongTimeout': times.pongTimeout,
      'firstMessage.timeout': firstMessage?.timeout,
    };
    const stated = rows(section(document, 'Options'), 'Option').filter(([, , value = '']) =>
      /^(`?[\d,]+`?|`Infinity`|`false`)$/.test(value),
    );
    expect(stated.length).toBe(15);
    for (const [name = '', , value = ''] of stated) {
      expect([name, String(actual[name.replaceAll('`', '')])]).toEqual([name, value.replaceAll(/[`,]/g, '')]);
    }
  });

  test('has every option, event, status, reason and metric, and no other', () => {
    const source = read('src/server/options.ts');
    const options = [...source.slice(source.indexOf('const serverShape')).matchAll(/^ {2}(\w+): /gm)].map(
      ([, name]) => name,
    );
    const own = firsts(rows(section(document, 'Options'), 'Option')).map((name) => name.split('.')[0]);
    expect(new Set(own)).toEqual(new Set(options.slice(0, options.indexOf('retryAfter') + 1)));
    expect(firsts(rows(document, 'Event'))).toEqual([...eventNames]);
    expect(firsts(rows(document, 'Status'))).toEqual([...new Set(statuses)]);
    const union = (name: string, file: string) =>
      [...(read(file).match(new RegExp(`type ${name} =([^;]*);`))?.[1] ?? '').matchAll(/'([\w-]+)'/g)].map(
        ([, each]) => each,
      );
    expect(firsts(rows(document, '`reason` of `refused`'))).toEqual(
      union('RefusalReason', 'src/server/events.ts'),
    );
    expect(firsts(rows(document, 'Metric'))).toEqual(union('Metric', 'src/server/counters.ts'));
  });

  test('has examples that compile under the flags of the repository', async () => {
    const folder = exampleFolder('server-docs');
    try {
      const blocks = codeBlocks(document);
      for (const { code } of blocks) writeExample(folder, code);
      expect([blocks.length, await compilerFaults(folder)]).toEqual([6, []]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);

  test('has one heading of each name', () => {
    const headings = sectionsOf(document).map(({ heading }) => heading);
    expect(new Set(headings).size).toBe(headings.length);
  });
});
