import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { root } from './markdown.ts';

const run = promisify(execFile);

/** A folder in which a reader's files stand, with this package installed as npm would install it. */
export interface Scratch {
  readonly folder: string;
  /** Writes a file and returns its path. */
  write(name: string, text: string): string;
  /** Checks every TypeScript file in the folder, strictly; rejects with what the compiler says. */
  typecheck(): Promise<void>;
  remove(): void;
}

/** Builds the package and installs it in a folder of its own; `ws`, `react` and the others come from the repository. */
export async function installed(): Promise<Scratch> {
  mkdirSync(`${root}.cache`, { recursive: true });
  const folder = mkdtempSync(`${root}.cache/docs-`);
  const target = `${folder}/node_modules/heartwire`;
  const scratch: Scratch = {
    folder,
    write(name, text) {
      writeFileSync(`${folder}/${name}`, text);
      return `${folder}/${name}`;
    },
    typecheck: () => tsc('-p', folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  // A scope of its own: else `heartwire` would be the package around it, whatever is installed.
  scratch.write('package.json', '{ "type": "module" }');
  scratch.write('tsconfig.json', JSON.stringify({ compilerOptions }));
  await tsc('-p', `${root}tsconfig.build.json`, '--outDir', `${target}/dist`);
  await run(process.execPath, [`${root}scripts/rewrite-declarations.js`, `${target}/dist`]);
  cpSync(`${root}package.json`, `${target}/package.json`);
  return scratch;
}

/** Stricter than most readers', but for `skipLibCheck`: the library must not ask for more than it says. */
const compilerOptions = {
  target: 'ES2022',
  lib: ['ES2023', 'DOM', 'DOM.Iterable'],
  module: 'NodeNext',
  jsx: 'react-jsx',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  noEmit: true,
};

async function tsc(...args: string[]): Promise<void> {
  try {
    await run(process.execPath, [`${root}node_modules/typescript/bin/tsc`, ...args]);
  } catch (error) {
    throw new Error((error as { stdout: string }).stdout);
  }
}
