import type { Transport } from '../../../src/ports/transport.ts';
import type { Count } from '../../setup/tally.ts';

/** What a case on real sockets stands on: a transport, and the control server at the other end. */
export interface Ground {
  readonly transport: () => Transport;
  /** `ws://127.0.0.1:PORT` of the control server. */
  readonly control: string;
}

/** One test of a list that runs on every ground. */
export interface Case {
  readonly title: string;
  run(ground: Ground): Promise<void>;
}

/** A test's own corner of the control server, whose dials are counted apart from all others. */
export interface Corner {
  /** The url of a path of the control server, or of a proxy in front of it. */
  url(path: string, query?: Readonly<Record<string, string>>, origin?: string): string;
  /** What the server has seen of these urls. */
  count(): Promise<Count>;
}

export function corner(control: string): Corner {
  const key = Math.random().toString(36).slice(2);
  return {
    url: (path, query = {}, origin = control) => `${origin}${path}?${new URLSearchParams({ ...query, key })}`,
    count: async () => (await fetch(`${control.replace(/^ws/, 'http')}/count?key=${key}`)).json(),
  };
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Resolves when it is so; rejects with `what` when it is not within `most` ms. */
export async function until(what: string, isSo: () => boolean, most = 10_000): Promise<void> {
  const deadline = performance.now() + most;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`not within ${most} ms: ${what}`);
    await sleep(2);
  }
}

/** Resolves when `read` answers with `value`; rejects with what it answered instead when it does not within `most` ms. */
export async function settlesAt<T>(
  what: string,
  value: T,
  read: () => T | Promise<T>,
  most = 10_000,
): Promise<void> {
  const deadline = performance.now() + most;
  for (let last = await read(); last !== value; last = await read()) {
    if (performance.now() > deadline) throw new Error(`${what}: ${last} and not ${value} after ${most} ms`);
    await sleep(10);
  }
}
