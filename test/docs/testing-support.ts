import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { transform } from 'esbuild';
import { type CodeBlock, root } from './support/markdown.ts';
import type { Scratch } from './support/scratch.ts';

/** An example, as the file that its first line names. */
export interface Example {
  readonly name: string;
  readonly code: string;
}

/** What a process said, and how it ended. */
export interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/** The example in a code block; every block of the document has its name in its first line. */
export function exampleOf({ code, heading }: CodeBlock): Example {
  const [, name] = /^\/\/ ([\w-]+(?:\.test)?\.[jt]s)\n/.exec(code) ?? [];
  if (!name) throw new Error(`a block below ${heading} does not say which file it is`);
  return { name, code };
}

/** Lets the examples import each other; those in JavaScript are run, not checked. */
export function configure({ folder, write }: Scratch): void {
  const { compilerOptions } = JSON.parse(readFileSync(`${folder}/tsconfig.json`, 'utf8'));
  write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  write('vitest.config.js', "export default { test: { include: ['*.test.ts'] } };");
}

/** A reader's TypeScript as their build makes it for Node. */
export async function compile(folder: string, { name, code }: Example): Promise<void> {
  const { code: plain } = await transform(code, { loader: 'ts', target: 'node20' });
  writeFileSync(`${folder}/${name.replace('.ts', '.js')}`, plain);
}

/** Runs Node in a folder, without what the runner of this test left in the environment. */
export function node(folder: string, ...args: readonly string[]): Promise<Outcome> {
  const { PATH = '', HOME = '' } = process.env;
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      args,
      { cwd: folder, env: { PATH, HOME }, timeout: 60_000 },
      (_, stdout, stderr) => resolve({ code: child.exitCode, output: stdout + stderr }),
    );
  });
}

/** The titles of the tests in one file that passed under Vitest; rejects with what it says where one did not. */
export async function vitest(folder: string, name: string): Promise<readonly string[]> {
  const report = `${folder}/${name}.json`;
  const cli = `${root}node_modules/vitest/vitest.mjs`;
  const { code, output } = await node(folder, cli, 'run', name, '--reporter=json', `--outputFile=${report}`);
  if (code !== 0) throw new Error(output + readFileSync(report, 'utf8').slice(0, 5_000));
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    readonly testResults: readonly { readonly assertionResults: readonly { readonly fullName: string }[] }[];
  };
  return testResults.flatMap(({ assertionResults }) => assertionResults.map(({ fullName }) => fullName));
}

/** How many tests in one file passed under `node:test`; rejects with what it says where one did not. */
export async function nodeTest(folder: string, name: string): Promise<number> {
  const { code, output } = await node(folder, '--test', '--test-reporter=tap', name);
  if (code !== 0) throw new Error(output);
  return Number(/^# pass (\d+)$/m.exec(output)?.[1]);
}
