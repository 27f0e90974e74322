import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { codeBlocks, read, root, section, tableOf } from '../../test/docs/support/markdown.ts';

const page = read('docs/websocket.md');

/** The table of clients in docs/websocket.md: the name of each, and what else stands in its row. */
export const table: readonly (readonly [client: string, ...rest: string[]])[] = tableOf(
  section(page, 'Under another client'),
).map(([link = '', ...rest]) => [/\[(.*)\]/.exec(link)?.[1] ?? link, ...rest]);

/** A block of docs/websocket.md that puts a client on the drop-in, or is what those stand on. */
export interface Recipe {
  /** The name that the page gives the file, or one of its place. */
  readonly file: string;
  readonly heading: string;
  readonly code: string;
}

export const recipes: readonly Recipe[] = codeBlocks(page)
  .filter(({ heading }) =>
    [...table.map(([name]) => name), 'Under another client', 'In a page'].includes(heading),
  )
  .map(({ heading, code }, index) => ({
    file: /^\/\/ (\S+\.ts)\n/.exec(code)?.[1] ?? `recipe-${index}.ts`,
    heading,
    code,
  }));

/** What a recipe takes the type of its router from. */
const SERVER = `import { initTRPC } from '@trpc/server';
const { procedure, router } = initTRPC.create();
const appRouter = router({ hello: procedure.query(() => 'hello') });
export type AppRouter = typeof appRouter;
`;

/** Writes all recipes as files of one folder, where the packages are found, until it is disposed of. */
export function writtenRecipes(change: (code: string) => string = (code) => code): Disposable & {
  readonly folder: string;
} {
  mkdirSync(`${root}interop/.cache`, { recursive: true });
  const folder = mkdtempSync(`${root}interop/.cache/recipes-`);
  writeFileSync(`${folder}/server.ts`, SERVER);
  for (const { file, code } of recipes) writeFileSync(`${folder}/${file}`, `${change(code)}\nexport {};\n`);
  writeFileSync(
    `${folder}/tsconfig.json`,
    JSON.stringify({ extends: '../../../tsconfig.json', include: ['.'] }),
  );
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A recipe that runs in a process of its own. */
export interface RunningRecipe extends AsyncDisposable {
  /** What it has written to stderr. */
  readonly complaints: string;
}

/** Runs a recipe as it is pasted, but for its url, which becomes that of a port of the loopback. */
export async function run({ file }: Recipe, port: number): Promise<RunningRecipe> {
  const at = `//127.0.0.1:${port}`;
  const written = writtenRecipes((code) =>
    code.replaceAll(/wss:\/\/[^'/]*/g, `ws:${at}`).replaceAll(/https:\/\/[^'/]*/g, `http:${at}`),
  );
  const outfile = `${written.folder}/${file.replace('.ts', '.mjs')}`;
  await build({
    entryPoints: [`${written.folder}/${file}`],
    outfile,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
  });
  const child = spawn(process.execPath, ['--no-warnings', outfile], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (data) => {
    complaints += data;
  });
  return {
    get complaints() {
      return complaints;
    },
    async [Symbol.asyncDispose]() {
      await ended(child);
      written[Symbol.dispose]();
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
