import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { root } from './markdown.ts';

/** Makes a folder for a document's examples, two below the root: `../../src` is where a reader's is. */
export function exampleFolder(name: string): string {
  mkdirSync(`${root}.cache`, { recursive: true });
  return mkdtempSync(`${root}.cache/${name}-`);
}

/** Writes an example under the name that its first line has: `// NAME.ts`. Throws where it has none. */
export function writeExample(folder: string, code: string): void {
  const [, name] = /^\/\/ ([\w-]+\.ts)\n/.exec(code) ?? [];
  if (name === undefined) throw new Error(`an example without a name:\n${code}`);
  writeFileSync(`${folder}/${name}`, code);
}

/** What the compiler says of the TypeScript in a folder under the flags of the repository, a text each; nothing where all is well. */
export async function compilerFaults(folder: string, compilerOptions: object = {}): Promise<string[]> {
  const config = { extends: '../../tsconfig.json', compilerOptions, include: ['.'] };
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(config));
  const tsc = [`${root}node_modules/typescript/bin/tsc`, '-p', folder];
  try {
    await promisify(execFile)(process.execPath, tsc);
    return [];
  } catch (error) {
    const { stdout = '', message } = error as Error & { readonly stdout?: string };
    return (stdout || message).split(/\n(?=\S)/);
  }
}
