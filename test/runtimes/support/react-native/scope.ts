import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { native } from './native.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** What differs between scopes. */
export interface ScopeOptions {
  /** `EventTarget` and `Event`, which newer versions have, without `MessageEvent` and `CloseEvent`. */
  readonly hasEvents: boolean;
  /** Newer versions have it. */
  readonly hasTextDecoder: boolean;
  /** The WHATWG one of a polyfill, or React Native's own, which only reads. */
  readonly URL: 'polyfill' | 'own';
}

/** A global scope as React Native has it: the language, and what is named here. */
export interface Scope {
  /** Runs TypeScript whose imports are relative to the root of the repository; answers what it assigns to `globalThis.answer`. */
  run(source: string): Promise<unknown>;
  /** Cuts its sockets and stops its timers. */
  end(): void;
}

/** What Node's contexts have and Hermes has not. */
const missing = [
  ...['FinalizationRegistry', 'SharedArrayBuffer', 'Atomics', 'WebAssembly'].map(
    (name) => `globalThis.${name}`,
  ),
  ...['Array', 'String', 'Object.getPrototypeOf(Int8Array)'].map((type) => `${type}.prototype.at`),
  ...['findLast', 'findLastIndex', 'toReversed', 'toSorted', 'toSpliced', 'with'].map(
    (method) => `Array.prototype.${method}`,
  ),
];

/** Makes a scope with React Native's WebSocket on real sockets. */
export async function reactNativeScope(options: ScopeOptions): Promise<Scope> {
  const sockets = native();
  const timers = numberedTimers();
  const globals: Record<string, unknown> = {
    native: sockets,
    setTimeout: timers.setTimeout,
    clearTimeout: timers.clear,
    setInterval: timers.setInterval,
    clearInterval: timers.clear,
    queueMicrotask,
    console,
    TextEncoder,
    navigator: { product: 'ReactNative' },
    process: { env: { NODE_ENV: 'production' } },
    ...(options.hasTextDecoder && { TextDecoder }),
    ...(options.hasEvents && { EventTarget, Event }),
    ...(options.URL === 'polyfill' && { URL }),
  };
  const context = createContext(globals);
  for (const name of missing) runInContext(`delete ${name}`, context);
  runInContext('globalThis.global = globalThis.window = globalThis.self = globalThis', context);
  const run = async (source: string) => {
    runInContext(await bundled(source), context);
    return globals.answer;
  };
  await run(
    `import './test/runtimes/support/react-native/socket.ts'; import './test/runtimes/support/react-native/own.ts';`,
  );
  return {
    run,
    end() {
      timers.stop();
      sockets.end();
    },
  };
}

/** As Metro does it: every module whole, whether or not what it exports is used. */
async function bundled(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'neutral',
    format: 'iife',
    target: 'es2022',
    treeShaking: false,
    ignoreAnnotations: true,
    // Modules are strict, and stay so.
    banner: { js: "'use strict';" },
    external: ['ws', 'node:*'],
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

/** Timers that are numbers, as in every place but Node. */
function numberedTimers() {
  const timers = new Map<number, NodeJS.Timeout>();
  let last = 0;
  const add = (timer: NodeJS.Timeout) => {
    last += 1;
    timers.set(last, timer);
    return last;
  };
  const clear = (id: number) => clearTimeout(timers.get(id));
  return {
    setTimeout: (callback: () => void, delay: number) => add(setTimeout(callback, delay)),
    setInterval: (callback: () => void, delay: number) => add(setInterval(callback, delay)),
    clear,
    stop: () => [...timers.keys()].forEach(clear),
  };
}
