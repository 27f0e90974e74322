import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as defaults from '../../src/defaults.ts';
import { connectionOptions } from '../../src/websocket/options.ts';
import { compilerFaults, exampleFolder } from '../docs/support/compiling.ts';
import {
  type CodeBlock,
  codeBlocks,
  quoted,
  read,
  root,
  section,
  tableOf,
  written,
} from '../docs/support/markdown.ts';

const peers = ['reconnecting-websocket', 'partysocket', 'websocket-ts'];
const documents = ['docs/websocket.md', ...peers.map((peer) => `docs/migrating-from-${peer}.md`)];

/** The options that a peer declares, in the one file of its folder whose name fits. */
const optionsIn = (folder: string, file: RegExp) => {
  const [name] = readdirSync(`${root}node_modules/${folder}`).filter((each) => file.test(each));
  const text = readFileSync(`${root}node_modules/${folder}/${name}`, 'utf8').replaceAll('\r', '');
  const [, body = ''] = /type Options = \{([\s\S]*?)\};?\n/.exec(text) ?? [];
  return [...body.matchAll(/^\s*(\w+)\?:/gm)].map(([, option = '']) => option);
};

const declared = {
  'reconnecting-websocket': optionsIn('reconnecting-websocket/dist', /^reconnecting-websocket\.d\.ts$/),
  partysocket: optionsIn('partysocket', /^ws-\w+\.d\.ts$/),
};

/** The clients that docs/websocket.md has a section for. */
const clients = tableOf(section(read('docs/websocket.md'), 'Under another client')).map(
  ([link = '']) => /\[(.*)\]/.exec(link)?.[1] ?? link,
);

/** A block as a reader has it in the end: of a diff what is kept and what is new, its imports in use. */
const exampleOf = ({ language, code }: CodeBlock) => {
  expect(['ts', 'diff']).toContain(language);
  if (language === 'ts') return code;
  const after = code.replaceAll(/^-.*\n/gm, '').replaceAll(/^[+ ]/gm, '');
  const [, name = ''] = /import \{.*?(\w+) \} from 'heartwire\/websocket'/.exec(after) ?? [];
  return `${after}\nconsole.log(${name});\n`;
};

test('every example compiles under the flags of the repository', { timeout: 60_000 }, async () => {
  const folder = exampleFolder('websocket');
  try {
    // Those of other clients compile in interop/tests, where their packages are.
    const examples = documents.flatMap((path) =>
      codeBlocks(read(path))
        .filter(({ heading }) => !clients.includes(heading))
        .map(exampleOf),
    );
    expect(examples.length).toBe(11);
    for (const [index, code] of examples.entries()) writeFileSync(`${folder}/example-${index}.ts`, code);
    expect(await compilerFaults(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('docs/websocket.md', () => {
  const table = tableOf(section(read('docs/websocket.md'), 'Options'));
  const theirs = table.flatMap(([names = '']) => quoted(names));

  test.each(Object.entries(declared))(
    'has every option that %s declares, and the drop-in takes it',
    (_, names) => {
      expect(names.length).toBeGreaterThan(9);
      expect(names.filter((name) => !theirs.includes(name))).toEqual([]);
      for (const name of names) expect(() => connectionOptions({ [name]: undefined })).not.toThrow();
    },
  );

  test('is right about the defaults', () => {
    const of = (name: string) => table.find(([names = '']) => quoted(names).includes(name))?.at(-1);
    expect(of('minUptime')).toBe(written(defaults.STABLE_AFTER));
    expect(of('connectionTimeout')).toBe(written(defaults.CONNECT_TIMEOUT));
    expect(of('maxEnqueuedMessages')).toBe(`${written(defaults.OUTBOX_MAX_MESSAGES)} messages, 1 MiB`);
    expect(defaults.OUTBOX_MAX_BYTES).toBe(2 ** 20);
    const [backoff] = [connectionOptions({ reconnectionDelayGrowFactor: 1.3 })[0].backoff];
    const wait = (attempt: number, chance: number) =>
      backoff?.({ attempt, previous: 0, cause: new Error('loss') as never, random: () => chance });
    expect([wait(1, 0), wait(1, 1), wait(50, 1)]).toEqual([3_000, 3_900, 10_000]);
    expect(of('minReconnectionDelay')).toBe('by cause; with one of the three: 3,000, 10,000, 1.3');
  });
});

test.each(['reconnecting-websocket', 'partysocket'])(
  'the page of %s was checked against the version that is here',
  (peer) => {
    const { version } = JSON.parse(readFileSync(`${root}node_modules/${peer}/package.json`, 'utf8'));
    expect(read(`docs/migrating-from-${peer}.md`)).toContain(`checked against ${version}`);
  },
);
