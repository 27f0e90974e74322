import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs TypeScript in a Node process of its own until it exits by itself, or is killed after `timeout` ms.
 * Imports are relative to the root of the repository.
 */
export async function runInNode(source: string, timeout = 10_000): Promise<Outcome> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    logLevel: 'silent',
  });
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['-'], { timeout }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode, signal: child.signalCode, stdout, stderr });
    });
    child.stdin?.end(outputFiles[0]?.text);
  });
}
