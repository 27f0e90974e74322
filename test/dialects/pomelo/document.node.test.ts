import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { REQUEST_TIMEOUT } from '../../../src/pomelo/options.ts';
import { compilerFaults, exampleFolder, writeExample } from '../../docs/support/compiling.ts';
import { codeBlocks, read } from '../../docs/support/markdown.ts';

const document = read('docs/pomelo.md');

/** Names in the first column of the table with this head. */
function names(head: string): string[] {
  const [, table = ''] = document.split(`| ${head} |`);
  const rows = (table.split('\n\n')[0] ?? '').trim().split('\n').slice(2);
  return rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`(\w+)/g)].map(([, name = '']) => name),
  );
}

/** Names of the members of an interface in a source. */
function members(file: string, name: string): string[] {
  const [, body = ''] = read(file).split(new RegExp(`interface ${name}\\b[^{]*\\{`));
  return [...(body.split('\n}')[0] ?? '').matchAll(/^ {2}readonly (\w+)\??:/gm)].map(
    ([, member = '']) => member,
  );
}

const options = 'src/dialects/pomelo/options.ts';

describe('docs/pomelo.md', () => {
  test('has every option of a client, and no other', () => {
    const ours = [
      ...members(options, 'PomeloClientOptions'),
      ...members(options, 'PomeloCommonOptions'),
      ...members('src/pomelo/options.ts', 'PomeloConnectionOptions'),
    ];
    expect(names('Option').sort()).toEqual(ours.sort());
    expect(document).toContain(`| \`requestTimeout\` | ${REQUEST_TIMEOUT.toLocaleString('en')} ms |`);
  });

  test('has every option of a server, and no other', () => {
    expect(names('Option of `pomelo()`').sort()).toEqual(
      [...members(options, 'PomeloServerOptions'), 'handshake'].sort(),
    );
  });

  test('has examples that compile under the flags of the repository', async () => {
    const folder = exampleFolder('pomelo-docs');
    try {
      const blocks = codeBlocks(document);
      for (const { code } of blocks) writeExample(folder, code);
      expect([blocks.length, await compilerFaults(folder)]).toEqual([2, []]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);
});
