import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const source = fileURLToPath(new URL('./cluster-child.ts', import.meta.url));

/** Builds the program of a node once; answers its path. */
export async function buildChild(folder: string): Promise<string> {
  const outfile = `${folder}/cluster-child.mjs`;
  await build({
    entryPoints: [source],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile,
    logLevel: 'silent',
  });
  return outfile;
}

/** A node in a process of its own. */
export interface ChildNode {
  ask(request: object): Promise<unknown>;
  /** As `kill -9` does. */
  kill(): Promise<void>;
}

export async function startChild(program: string, ...args: readonly (string | number)[]): Promise<ChildNode> {
  const child: ChildProcess = spawn(process.execPath, [program, ...args.map(String)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error('no pipes');
  const waiting: ((answer: unknown) => void)[] = [];
  createInterface({ input: stdout }).on('line', (line) => waiting.shift()?.(JSON.parse(line)));
  const next = () => new Promise((resolve) => waiting.push(resolve));
  await Promise.race([next(), once(child, 'exit').then(() => Promise.reject(new Error('the child ended')))]);
  return {
    ask(request) {
      stdin.write(`${JSON.stringify(request)}\n`);
      return next();
    },
    async kill() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
