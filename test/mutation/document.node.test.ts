import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { connectionMachine } from '../../src/machines/connection.ts';
import { read, root, section, tableOf } from '../docs/support/markdown.ts';
import { chartMutants } from './chart-mutants.ts';
import { diffOf, type Tally } from './code-report.ts';
import { DOCUMENT, faultsOf, rewritten } from './document.ts';
import { LEAST, lowScores } from './score.ts';
import { excusesIn } from './survivors.ts';

const document = read(DOCUMENT);

describe(DOCUMENT, () => {
  const excuses = excusesIn(document);
  const rows = tableOf(section(document, 'Score')).map(([name = '', ...cells]) => ({
    name: name.replaceAll('`', ''),
    numbers: cells.map((cell) => Number.parseFloat(cell)),
  }));
  const oneLine = (text: string) => text.replace(/\s+/g, ' ');

  test('gives a reason for each survivor', () => {
    expect(excuses.filter(({ reason }) => !/\w.{15,}\.$/s.test(reason))).toEqual([]);
  });

  test('names only code that is there, and mistakes that can be made in the chart', () => {
    const mutants = chartMutants(connectionMachine.config).map(({ name }) => name);
    const missing = excuses.filter(({ where, change }) => {
      if (where === 'the chart') return !mutants.includes(change);
      const source = oneLine(read(where));
      const [was = ''] = change.split('\n+ ');
      return !was
        .slice(2)
        .split(/ ?… ?/)
        .every((piece) => source.includes(piece));
    });
    expect(missing).toEqual([]);
  });

  test('has a row for each file that is mutated, for the chart and for all', () => {
    // What flattens a chart and runs its table is compared with XState itself.
    const isCompared = (name: string) => /^(flat|table|interpreter|run-|actor-steps)|[.-]table/.test(name);
    const files = ['src/machines', 'src/backoff'].flatMap((folder) =>
      readdirSync(root + folder)
        .filter((name) => !isCompared(name) && name !== 'index.ts')
        .map((name) => `${folder}/${name}`),
    );
    expect(rows.map(({ name }) => name).sort()).toEqual(
      [...files, 'src/hosted-connection.ts', 'src/outbox.ts', 'the chart', 'all'].sort(),
    );
  });

  test('counts in each row as many survivors as it lists, and a score that is high enough', () => {
    const counted = rows.map(({ name }) => [
      name,
      excuses.filter(({ where }) => name === 'all' || where === name).length,
    ]);
    expect(rows.map(({ name, numbers: [, , missed] }) => [name, missed])).toEqual(counted);
    for (const { name, numbers } of rows) {
      const [all = 0, found = 0, missed = 0, score = 0] = numbers;
      expect([name, found + missed, score]).toEqual([name, all, Number(((100 * found) / all).toFixed(1))]);
      expect(score).toBeGreaterThanOrEqual(LEAST);
    }
  });
});

describe('the check of a run', () => {
  const survivor = (change: string, where = 'src/a.ts') => ({ where, change });
  const tally = (changes: string[], mutants = 20): Tally => ({
    where: 'src/a.ts',
    mutants,
    survivors: changes.map((change) => survivor(change)),
  });
  const diff = '- a > b\n+ a >= b';
  const empty = '# Title\n\n## Score\n\n<!-- The table -->\n\n## Survivors\n';
  const withReasons = (tallies: Tally[]) =>
    rewritten(empty, tallies).replaceAll(/\n```\n(?!\n*```)/g, '\n```\n\nIt makes no difference.\n');

  test('finds nothing where each survivor has a reason', () => {
    const tallies = [tally([diff, '- b\n+ c'])];
    expect(faultsOf(withReasons(tallies), tallies)).toEqual([]);
  });

  test('finds a survivor without a reason, and keeps the reasons of the others', () => {
    const before = withReasons([tally([diff])]);
    const tallies = [tally([diff, '- b\n+ c'])];
    const after = rewritten(before, tallies);
    expect(faultsOf(after, tallies)).toEqual(['has no reason:\nsrc/a.ts\n- b\n+ c']);
    expect(excusesIn(after)).toEqual([
      { ...survivor(diff), reason: 'It makes no difference.' },
      { ...survivor('- b\n+ c'), reason: '' },
    ]);
  });

  test('finds a survivor that is not listed, and one that is listed and did not survive', () => {
    const document = withReasons([tally([diff])]);
    expect(faultsOf(document, [tally(['- b\n+ c'])])).toEqual([
      'survived, and is not listed:\nsrc/a.ts\n- b\n+ c',
      `is listed, and did not survive:\nsrc/a.ts\n${diff}`,
    ]);
    expect(excusesIn(rewritten(document, [tally(['- b\n+ c'])]))).toEqual([
      { ...survivor('- b\n+ c'), reason: '' },
    ]);
  });

  test('counts: the same change in two places is listed twice', () => {
    const once = withReasons([tally([diff])]);
    const twice = [tally([diff, diff])];
    expect(faultsOf(once, twice)).toEqual([
      `survived, and is not listed:\nsrc/a.ts\n${diff}`,
      'the table of scores is not of this run',
    ]);
    expect(faultsOf(withReasons(twice), twice)).toEqual([]);
  });

  test('finds a table of another run', () => {
    expect(faultsOf(withReasons([tally([], 21)]), [tally([], 22)])).toEqual([
      'the table of scores is not of this run',
    ]);
  });

  test('finds a score that is too low, in one file or in all', () => {
    const bad = { ...tally([diff, diff, diff]), where: 'src/b.ts' };
    expect(lowScores([tally([diff], 200), bad])).toEqual(['src/b.ts: 85.0 % is less than 90 %']);
    expect(lowScores([tally([diff, diff, diff])])).toEqual([
      'src/a.ts: 85.0 % is less than 90 %',
      'all: 85.0 % is less than 90 %',
    ]);
    expect(lowScores([tally([diff, diff])])).toEqual([]);
  });
});

describe('a change', () => {
  test('is a diff of one line', () => {
    expect(diffOf('if (a > b)\n  return c;', 'if (a >= b)\n  return c;')).toBe(
      '- if (a > b) return c;\n+ if (a >= b) return c;',
    );
    expect(diffOf('aaaa', 'aa')).toBe('- aaaa\n+ aa');
  });

  test('is cut down to where the lines differ', () => {
    const long = (middle: string) => `${'x'.repeat(80)}${middle}${'y'.repeat(80)}`;
    const sides = ['x'.repeat(60), 'y'.repeat(60)] as const;
    expect(diffOf(long('a'), long('b'))).toBe(`- … ${sides.join('a')} …\n+ … ${sides.join('b')} …`);
    expect(diffOf(long(`1${'2'.repeat(100)}3`), long(''))).toBe(
      `- … ${sides.join(`1${'2'.repeat(39)} … ${'2'.repeat(39)}3`)} …\n+ … ${sides.join('')} …`,
    );
  });
});
