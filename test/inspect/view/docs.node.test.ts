import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { THEME } from '../../../src/inspect/view/style/theme.ts';
import { compilerFaults, exampleFolder } from '../../docs/support/compiling.ts';
import { codeBlocks, quoted, read, section, tableOf } from '../../docs/support/markdown.ts';

const view = read('docs/view.md');

describe('docs/view.md', () => {
  let folder = '';
  beforeAll(() => {
    folder = exampleFolder('view-docs');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('has examples that compile under the flags of the repository', async () => {
    const blocks = codeBlocks(view).filter(({ language }) => language === 'ts');
    const names = blocks.map(({ code }) => /^\/\/ ([\w-]+\.ts)\n/.exec(code)?.[1]);
    expect(names).toEqual(['app.ts', 'server-records.ts']);
    for (const [index, { code }] of blocks.entries()) writeFileSync(`${folder}/${names[index]}`, code);
    expect(await compilerFaults(folder)).toEqual([]);
  }, 60_000);

  test('has each custom property that the view reads, and no other', () => {
    const rows = tableOf(section(view, 'Colours')).flatMap(([names = '']) => quoted(names));
    const known = Array.from(THEME.matchAll(/var\((--heartwire-[\w-]+)/g), ([, name]) => name);
    expect(rows.sort()).toEqual(known.sort());
  });

  test('names the properties of the element', () => {
    const rows = tableOf(section(view, 'What it takes')).map(([name = '']) => quoted(name)[0]);
    const properties = read('src/inspect/view/element.ts').matchAll(/^ {2}get (\w+)\(\)/gm);
    expect(rows).toEqual(Array.from(properties, ([, name]) => name));
  });
});
