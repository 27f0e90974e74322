import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Installed } from './installed.ts';

/** The other end of every check, in a process of this Node. */
export interface Control {
  /** `ws://127.0.0.1:PORT`, without a path. */
  readonly url: string;
  /** Ends it; resolves when it has ended. */
  stop(): Promise<void>;
}

/** Starts it; it ends with what started it. */
export async function startControl({ folder, server }: Installed): Promise<Control> {
  const child = spawn(process.execPath, [server], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const url = once(createInterface(child.stdout), 'line');
  const [first] = await Promise.race([url, ended]);
  if (typeof first !== 'string') throw new Error(`the other end ended with ${first}`);
  return {
    url: first,
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
