// @ts-check
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {{ ask(what: string, ...args: readonly unknown[]): Promise<any>, stop(): Promise<void> }} Child
 * A process that answers one question after another.
 */

/**
 * Starts a script of `bench/server/children` in a process of its own.
 * @param {string} name
 * @param {unknown} input what it finds by `input()`
 * @param {readonly string[]} [execArgv] flags of Node
 * @returns {Child}
 */
function child(name, input, execArgv = []) {
  const script = fileURLToPath(new URL(`../children/${name}.js`, import.meta.url));
  const process = fork(script, [JSON.stringify(input)], { execArgv: [...execArgv] });
  const ended = once(process, 'exit').then(([code, signal]) => signal ?? code);
  return {
    async ask(what, ...args) {
      process.send({ what, args });
      const answer = await Promise.race([
        once(process, 'message').then(([message]) => message),
        ended.then((how) => Promise.reject(new Error(`${name} ended with ${how} when asked for ${what}.`))),
      ]);
      return answer;
    },
    async stop() {
      process.kill('SIGKILL');
      await ended;
    },
  };
}

/**
 * Lends processes, and stops all of them in the end.
 * @template T
 * @param {(start: typeof child) => Promise<T>} use
 */
export async function withChildren(use) {
  /** @type {Child[]} */
  const children = [];
  try {
    return await use((...args) => {
      const started = child(...args);
      children.push(started);
      return started;
    });
  } finally {
    await Promise.all(children.map((each) => each.stop()));
  }
}

/** What the parent gave this process. @returns {any} */
export const input = () => JSON.parse(process.argv[2] ?? 'null');

/**
 * Answers the parent's questions by the functions of their names, until the parent is gone.
 * @param {Readonly<Record<string, (...args: any[]) => unknown>>} answers
 */
export function answer(answers) {
  process.on('message', async (/** @type {{ what: string, args: unknown[] }} */ { what, args }) => {
    const result = await answers[what]?.(...args);
    process.send?.(result ?? null);
  });
  process.on('disconnect', () => process.exit());
}
