import { readdirSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { handshakeRefused } from '../../src/adapters/ws/handshake-refused.ts';
import { read, root, section, sectionsOf, tableOf } from './support/markdown.ts';

const CODE = /ERR_HEARTWIRE_[A-Z_]*[A-Z]/g;

const filesOf = (folder: string): string[] =>
  readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);

const source = read('src/errors.ts');
/** The codes of a union, as the source lists them. */
const unionOf = (name: string) =>
  [...(new RegExp(`type ${name} =([^;]*);`).exec(source)?.[1] ?? '').matchAll(CODE)].map(([code]) => code);

const usage = unionOf('UsageErrorCode');
const losses = unionOf('LossCode');
const codes = [...usage, ...losses];

describe('docs/errors.md', () => {
  const sections = sectionsOf(read('docs/errors.md'));

  test('has a heading for every code, below what kind it is, and for nothing else', () => {
    expect(sections.map(({ level, heading }) => [level, heading])).toEqual([
      [1, 'Errors'],
      [2, 'Caused by a caller'],
      ...usage.map((code) => [3, code]),
      [2, 'Causes of a loss'],
      ...losses.map((code) => [3, code]),
    ]);
    expect(codes.length).toBeGreaterThan(20);
  });

  test('says of each what it means, who gets it and what to do', () => {
    const labels = sections
      .filter(({ level }) => level === 3)
      .map(({ heading, body }) => [
        heading,
        ...[...body.matchAll(/^- \*\*(.*?)\*\*: \S/gm)].map(([, label]) => label),
      ]);
    expect(labels).toEqual(codes.map((code) => [code, 'Means', 'Gets it', 'Do']));
  });

  test('says of each loss that it is a cause, and of nothing else', () => {
    const causes = sections.filter(({ body }) => /^- \*\*Gets it\*\*: cause of a loss/m.test(body));
    expect(causes.map(({ heading }) => heading)).toEqual(losses);
  });
});

describe('the codes in the source', () => {
  test('are all in the union, and each in the union is used', () => {
    const used = filesOf('src')
      .filter((path) => path !== 'src/errors.ts' && !path.startsWith('src/testing/'))
      .flatMap(
        (path) =>
          read(path)
            .replaceAll(/\/\*\*[\s\S]*?\*\//g, '')
            .match(CODE) ?? [],
      );
    expect([...new Set(used)].sort()).toEqual([...codes].sort());
  });

  test('are each seen in a test', () => {
    const seen = new Set(
      filesOf('test')
        .filter((path) => !path.startsWith('test/docs/'))
        .flatMap((path) => read(path).match(CODE) ?? []),
    );
    expect(codes.filter((code) => !seen.has(code))).toEqual([]);
  });
});

describe('docs/close-codes.md', () => {
  test('is right about every HTTP status of a refused upgrade', () => {
    const [first, second, rest] = tableOf(section(read('docs/close-codes.md'), 'Refused upgrades'));
    const verdictOf = (statusCode: number) =>
      handshakeRefused({ statusCode, headers: {} } as IncomingMessage).verdict ?? 'retry';
    const others = Array.from({ length: 500 }, (_, index) => 100 + index).filter(
      (status) => status !== 401 && status !== 403,
    );
    expect([first, second, rest]).toEqual([
      ['401', `\`${verdictOf(401)}\``],
      ['403', `\`${verdictOf(403)}\``],
      ['any other', `\`${[...new Set(others.map(verdictOf))]}\``],
    ]);
  });
});

describe('docs/decisions.md', () => {
  test('says of each decision what, why and what else', () => {
    const labels = sectionsOf(read('docs/decisions.md'))
      .filter(({ level }) => level === 3)
      .map(({ body }) => [...body.matchAll(/^- \*\*(.*?)\*\*: \S/gm)].map(([, label]) => label));
    expect(new Set(labels.map(String))).toEqual(new Set(['What,Why,Else']));
  });
});
