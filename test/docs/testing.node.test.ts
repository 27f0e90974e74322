import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { createConnection } from '../../src/index.ts';
import * as testing from '../../src/testing/index.ts';
import { codeBlocks, quoted, read, sectionsOf } from './support/markdown.ts';
import { installed, type Scratch } from './support/scratch.ts';
import { compile, configure, exampleOf, node, nodeTest, vitest } from './testing-support.ts';

const document = read('docs/testing.md');
const examples = codeBlocks(document)
  .filter(({ language }) => language === 'js' || language === 'ts')
  .map(exampleOf);
const named = (end: RegExp) => examples.filter(({ name }) => end.test(name));

let scratch: Scratch;

beforeAll(async () => {
  scratch = await installed();
  configure(scratch);
  for (const { name, code } of examples) scratch.write(name, code);
  for (const example of named(/(?<!\.test)\.ts$/)) await compile(scratch.folder, example);
}, 60_000);

afterAll(() => (scratch as Scratch | undefined)?.remove());

test('every example has a file of its own, and shows one of the runners or is part of one that does', () => {
  const names = examples.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const parts = named(/^(?!.*(\.test\.|-check\.))/).map(({ name }) => name.replace('.ts', '.js'));
  for (const part of parts) expect(document).toContain(`from './${part}'`);
});

test('every example compiles for a reader, against the declarations of the package', async () => {
  await scratch.typecheck();
}, 60_000);

describe('the examples for Vitest', () => {
  test.each(named(/\.test\.ts$/))(
    '$name passes',
    async ({ name, code }) => {
      const titles = await vitest(scratch.folder, name);
      expect(titles.length).toBeGreaterThan(0);
      for (const [, title = ''] of code.matchAll(/^test\('([^']+)'/gm)) expect(titles).toContain(title);
    },
    60_000,
  );
});

describe('the examples for node:test', () => {
  test.each(named(/\.test\.js$/))(
    '$name passes',
    async ({ name, code }) => {
      const least = Math.max(1, [...code.matchAll(/^test\('/gm)].length);
      expect(await nodeTest(scratch.folder, name)).toBeGreaterThanOrEqual(least);
    },
    60_000,
  );
});

describe('the examples without a runner', () => {
  test.each(named(/-check\.js$/))(
    '$name says what it says that it says',
    async ({ name, code }) => {
      const said = code
        .split('\n')
        .slice(1)
        .flatMap((line) => /^\/\/ (.*)$/.exec(line)?.[1] ?? []);
      expect(await node(scratch.folder, name)).toEqual({ code: 0, output: `${said.join('\n')}\n` });
    },
    60_000,
  );
});

test('every function of heartwire/testing has a heading, and is in an example', () => {
  const headings = sectionsOf(document).flatMap(({ heading }) => quoted(heading));
  const functions = Object.entries(testing).flatMap(([name, value]) =>
    typeof value === 'function' && /^[a-z]/.test(name) ? name : [],
  );
  expect(functions.filter((name) => !headings.includes(`${name}()`))).toEqual([]);
  expect(functions.filter((name) => !examples.some(({ code }) => code.includes(`${name}(`)))).toEqual([]);
});

describe('the tables name nothing that is not there:', () => {
  /** What stands in backticks in the first column of the table with this head. */
  const rows = (head: string): readonly string[] => {
    const [, table = ''] = document.split(`| ${head} |`);
    const [lines = ''] = table.slice(table.indexOf('\n')).split('\n\n');
    return [...lines.matchAll(/^\| ([^|]*) \|/gm)].flatMap(([, cell = '']) => quoted(cell));
  };
  const members = (head: string) =>
    rows(head).flatMap((each) => /^(?:await )?(\w{3,})/.exec(each)?.[1] ?? []);
  const missing = (head: string, part: object) => members(head).filter((name) => !(name in part));

  test('a scripted dial', async () => {
    const transport = testing.scriptedTransport();
    const connection = createConnection({ url: 'ws://server.test', transport });
    expect(missing('Of a dial', await transport.dialed())).toEqual([]);
    expect(members('Of a dial').length).toBeGreaterThan(14);
    await connection.close();
  });

  test('a memory transport and its environment', () => {
    const environment = testing.virtualEnvironment();
    const transport = testing.memoryTransport({ environment });
    expect(missing('Of the transport', transport)).toEqual([]);
    expect(members('Of the transport').length).toBeGreaterThan(9);
    expect(missing('Of the environment', environment)).toEqual([]);
    expect(members('Of the environment')).toHaveLength(7);
  });

  test('a fault proxy, each of whose modes and numbers can be set as written', async () => {
    const proxy = await testing.faultProxy({ target: 1 });
    const modes = rows('`await proxy.mode(…)`');
    expect(modes).toEqual(['flow', 'freeze', 'freezeUp', 'freezeDown', 'hang', 'refuse']);
    for (const mode of modes) await proxy.mode(mode as testing.FaultMode);
    const shape = rows('Assign').map((each) => /^proxy\.(\w+) = ([\d_]+)$/.exec(each)?.slice(1) ?? [each]);
    expect(shape.map(([name]) => name)).toEqual(['delay', 'throttle', 'chunk', 'joinWrites']);
    for (const [name = '', value = ''] of shape) {
      expect(name in proxy).toBe(true);
      Object.assign(proxy, { [name]: Number(value.replaceAll('_', '')) });
    }
    await proxy.close();
  });

  test('the rules of the chart lint', () => {
    const faulty = createMachine({
      initial: 'a',
      states: { a: { entry: () => {}, after: { soon: 'a' } }, b: { initial: 'c', states: { d: {} } } },
    });
    const rules = new Set<string>(testing.lintChart(faulty).map(({ rule }) => rule));
    expect(new Set(rows('Rule'))).toEqual(rules);
  });
});
