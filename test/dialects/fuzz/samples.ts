import type { DialectSession } from '../../../src/ports/dialect.ts';
import type { Attempt, Frame, WireData } from '../../../src/ports/transport.ts';
import type { DialectHarness } from '../../../src/testing/dialect-contract.ts';
import { brokenFrames, garbageFrames, nestedFrames } from '../../../src/testing/frame-mutations.ts';

/** Frames to draw from. */
export interface Samples {
  /** What the protocol means, and what it forbids. */
  readonly known: readonly Frame[];
  /** Known ones cut, with wrong types and with the keys of prototypes; and what no protocol means. */
  readonly broken: readonly Frame[];
  /** JSON that is nested 20,000 deep. */
  readonly nested: readonly Frame[];
}

export const attempt: Attempt = {
  number: 0,
  cause: undefined,
  verdict: 'retry',
  signal: new AbortController().signal,
};

/** Gathers every frame that a harness knows of: its own, beats, hellos and messages. */
export async function samplesOf({ dialect, roles, ...row }: DialectHarness): Promise<Samples> {
  const known = [
    ...row.frames,
    ...row.badFrames,
    ...row.messages.map(({ sent }) => dialect.write(sent as never)),
  ];
  for (const role of roles) {
    const session = dialect.session(role);
    known.push(...((await session.hello?.(attempt)) ?? []));
    if (session.ping) known.push(session.ping());
    if (session.announce) known.push(session.announce({ pingInterval: 25_000, pongTimeout: 10_000 }));
  }
  const frames = known.map(frameOf);
  for (const role of roles)
    frames.push(...frames.flatMap((frame) => repliesTo(frame, dialect.session(role))));
  return {
    known: frames,
    broken: [...garbageFrames(), ...frames.flatMap((frame) => [...brokenFrames(frame)])],
    nested: frames.flatMap((frame) => [...nestedFrames(frame)]),
  };
}

/** What a session answers to a frame, its bad ones included. */
function repliesTo(frame: Frame, session: DialectSession<unknown>): readonly Frame[] {
  const replies: WireData[] = [];
  const note = (reply?: WireData) => void (reply !== undefined && replies.push(reply));
  const ignore = () => {};
  const unheard = { data: ignore, pong: ignore, welcome: ignore, refuse: ignore, kick: ignore, fail: ignore };
  try {
    session.read(frame, { ...unheard, ping: note, reply: note });
  } catch {
    // A bad one.
  }
  return replies.map(frameOf);
}

/** What a message is to the other end. */
export function frameOf(data: WireData): Frame {
  if (!ArrayBuffer.isView(data)) return data;
  return data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
}
