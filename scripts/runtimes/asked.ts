import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Answer } from '../../test/websocket/conformance/row.ts';
import type { Installed } from './installed.ts';
import type { Runtime } from './runtime.ts';
import type { SectionName } from './section-names.ts';

/** What a process of a runtime answered. */
export interface Asked {
  /** All titles, in order; empty where the process did not come so far. */
  readonly plan: readonly string[];
  readonly told: ReadonlyMap<string, { readonly due: Answer; readonly answer: Answer }>;
  /** Why it is not whole; `undefined` where the process said all and ended as it should. */
  readonly fault: string | undefined;
}

type Line =
  | { readonly plan: readonly string[] }
  | { readonly title: string; readonly due: Answer; readonly answer: Answer }
  | { readonly done: true };

/** How long a process may take, in ms. */
const limits = {
  /** To say all: the longest section takes about 15 s, a promise that is not kept 30 s. */
  answers: 150_000,
  /** To end, when it has nothing left to do. */
  end: 10_000,
};

/** No look for updates, no colours. */
const env = { ...process.env, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1', DO_NOT_TRACK: '1' };

/** Asks a section of a runtime, in a process of its own that is over when this resolves. */
export async function asked(
  { path, flags, script }: Runtime,
  section: SectionName,
  { folder, client }: Pick<Installed, 'folder' | 'client'>,
  control: string,
  within = limits,
): Promise<Asked> {
  const told = new Map<string, { due: Answer; answer: Answer }>();
  let args: readonly string[];
  try {
    args = script ? [await script()] : [client, section, control];
  } catch (error) {
    return { plan: [], told, fault: (error as Error).message };
  }
  const child = spawn(path, [...flags, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const watch = watchdog(child, within);
  let plan: readonly string[] = [];
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors = (errors + text).slice(-2_000);
  });
  createInterface(child.stdout).on('line', (text) => {
    const line = lineOf(text);
    if (!line) return;
    if ('plan' in line) plan = line.plan;
    else if ('title' in line) told.set(line.title, line);
    else watch.done();
  });
  const fault = await watch.fault;
  return { plan, told, fault: fault && [fault, errors.trim()].filter(Boolean).join(': ') };
}

/** Ends a process that takes too long, and says how it ended; `undefined` where it was done and ended well. */
function watchdog(child: ChildProcess, { answers, end }: typeof limits) {
  let isDone = false;
  let late: string | undefined;
  const within = (ms: number, fault: string) =>
    setTimeout(() => {
      late = fault;
      child.kill('SIGKILL');
    }, ms);
  let timer = within(answers, `not done after ${answers / 1_000} s`);
  return {
    done() {
      isDone = true;
      clearTimeout(timer);
      timer = within(end, `the process does not end by itself within ${end / 1_000} s`);
    },
    fault: new Promise<string | undefined>((resolve) => {
      const over = (fault: string | undefined) => {
        clearTimeout(timer);
        resolve(late ?? fault);
      };
      child.on('error', ({ message }) => over(message));
      child.on('close', (code, signal) => {
        over(isDone && code === 0 ? undefined : `ended with ${signal ?? code}`);
      });
    }),
  };
}

/** A line that is ours; a runtime may print some of its own. */
function lineOf(text: string): Line | undefined {
  try {
    return text.startsWith('{') ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
