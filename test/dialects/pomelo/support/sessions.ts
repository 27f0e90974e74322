import type { DialectSession, DialectSignals } from '../../../../src/ports/dialect.ts';
import type { Attempt, WireData } from '../../../../src/ports/transport.ts';

type Signal = readonly [name: string, ...args: unknown[]];

export const attempt: Attempt = {
  number: 0,
  cause: undefined,
  verdict: 'retry',
  signal: new AbortController().signal,
};

/** A session whose signals are kept, the later ones too: some come when a body has inflated, or a handshake is decided. */
export interface Heard {
  /** Reads a frame; returns what it brought about at once. */
  read(frame: ArrayBuffer | string): readonly Signal[];
  /** All that the session said so far. */
  readonly said: readonly Signal[];
  /** Resolves with all, once there are so many. */
  until(count: number): Promise<readonly Signal[]>;
}

export function heard<In>(session: DialectSession<In>): Heard {
  const said: Signal[] = [];
  const note =
    (name: string) =>
    (...args: unknown[]) =>
      void said.push([name, ...args.map(shown)]);
  const names = ['data', 'ping', 'pong', 'welcome', 'refuse', 'reply', 'fail', 'kick'];
  const signals = Object.fromEntries(
    names.map((name) => [name, note(name)]),
  ) as unknown as DialectSignals<In>;
  return {
    said,
    read(frame) {
      const before = said.length;
      session.read(frame, signals);
      return said.slice(before);
    },
    async until(count) {
      const deadline = performance.now() + 5_000;
      while (said.length < count && performance.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      return said;
    },
  };
}

/** Bytes as hex: a reader sees at once what differs. */
const shown = (value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;

export async function helloOf<In>(session: DialectSession<In>): Promise<readonly WireData[]> {
  return (await session.hello?.(attempt)) ?? [];
}
