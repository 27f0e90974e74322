import type { MemoryPeer } from '../../src/adapters/memory.ts';
import type { ConnectionOptions } from '../../src/options.ts';
import type { Dialect } from '../../src/ports/dialect.ts';
import type { Frame, WireData } from '../../src/ports/transport.ts';
import { type FakeSocket, fakeWorld } from '../server/support/fake-server.ts';
import { world } from '../support/world.ts';

/** What the other end of each socket says. */
export interface PeerScript {
  /** At once. */
  readonly greeting?: readonly WireData[];
  /** To a frame. */
  readonly answer?: (frame: Frame) => readonly WireData[];
  /** Of its own accord, every `interval` ms. */
  readonly beat?: { readonly interval: number; readonly frame: WireData };
}

/** A client on the virtual clock, as in a browser: without control frames; and what its server says. */
export function scriptedWorld<In, Out>(
  dialect: Dialect<In, Out>,
  { greeting = [], answer = () => [], beat }: PeerScript,
  options: Partial<ConnectionOptions<In, Out>> = {},
) {
  const made = world<In, Out>({ dialect, controlFrames: false, ...options });
  const messages: In[] = [];
  made.connection.on('message', (message) => messages.push(message));
  made.transport.onPeer((peer) => {
    made.environment.setTimeout(() => sendAll(peer, greeting), 0);
    peer.onMessage((frame) => sendAll(peer, answer(frame)));
    if (beat) every(beat.interval, () => peer.send(beat.frame));
  });
  const every = (interval: number, act: () => void) => {
    made.environment.setTimeout(() => {
      act();
      every(interval, act);
    }, interval);
  };
  return Object.assign(made, {
    messages,
    /** What the client has sent on the latest socket since this was last asked. */
    sent: () => made.peer.received.splice(0),
    /** Nothing comes through any more; how the link was lost, or `undefined` where it is not within `most` ms. */
    async freeze(most: number) {
      made.transport.freeze();
      for (let waited = 0; waited < most && made.of('lost').length === 0; waited += 10)
        await made.advance(10);
      const loss = made.of('lost').at(-1) as { readonly cause: { readonly code: string } } | undefined;
      const [{ silence = Number.NaN } = {}] = made.of('lost') as { readonly silence?: number }[];
      return loss && { code: loss.cause.code, silence };
    },
  });
}

function sendAll(peer: MemoryPeer, frames: readonly WireData[]): void {
  for (const frame of frames) peer.send(frame);
}

/** A client and a supervisor, on one virtual clock; each takes the other for a real one. */
export function bothEnds<In, Out, ServerIn, ServerOut>(
  clientDialect: Dialect<In, Out>,
  serverDialect: Dialect<ServerIn, ServerOut>,
  options: Partial<ConnectionOptions<In, Out>> = {},
) {
  const client = scriptedWorld(clientDialect, {}, options);
  const server = fakeWorld<ServerIn, ServerOut>({
    dialect: serverDialect,
    environment: client.environment,
    announce: serverDialect.session('server').announce !== undefined,
  });
  client.transport.onPeer((peer) => {
    const socket = server.connect();
    relay(socket, peer);
    peer.onMessage((frame) => socket.says(typeof frame === 'string' ? frame : bytesOf(frame)));
    peer.onClose((code, reason) => socket.gone(code, reason));
  });
  return { client, server };
}

/** Hands what a socket sends, and has sent, to the client. */
function relay(socket: FakeSocket, peer: MemoryPeer): void {
  const forward = (data: unknown) =>
    peer.send(typeof data === 'string' ? data : Uint8Array.from(data as number[]));
  socket.answersPings = true;
  const { log } = socket;
  const push = log.push.bind(log);
  const isFrame = (entry: unknown) =>
    typeof entry !== 'string' || !/^<(ping|close .*|terminate)>$/.test(entry);
  log.push = (...entries) => {
    for (const entry of entries.filter(isFrame)) forward(entry);
    return push(...entries);
  };
  for (const entry of log.filter(isFrame)) forward(entry);
}

function bytesOf(frame: Frame): Uint8Array {
  if (frame instanceof ArrayBuffer) return new Uint8Array(frame);
  throw new Error('a Blob');
}
