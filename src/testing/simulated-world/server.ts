import type { MemoryPeer } from '../../adapters/memory.ts';
import type { Dialect, DialectSession } from '../../ports/dialect.ts';
import type { Environment } from '../../ports/environment.ts';
import type { WorldDialect } from './dialects.ts';
import type { Invariant } from './invariants.ts';
import { labelIn, labelText } from './labels.ts';
import { SOCKET_PARAMETER } from './wire.ts';

/** The server's end of one accepted socket. */
export interface ServerEnd {
  readonly peer: MemoryPeer;
  /** Number of the client's socket. */
  readonly link: number;
  /** Messages that came in, and the numbers of those that went out. */
  readonly received: number;
  readonly sent: number;
  /** Stops answering: pings, greetings and beats of its own. */
  isMute: boolean;
  /** Sends the next numbered message. */
  say(): void;
  refuse(): void;
}

/** What the server needs to know of a client. */
export interface ServedClient {
  readonly number: number;
  readonly speech: WorldDialect;
  readonly dialect: Dialect;
  /** How often the server beats where it leads, in ms. */
  readonly beatInterval: number;
  violate(invariant: Invariant, detail: string): void;
}

/** After so many beats of silence the server gives a client up. */
const BEATS_ALLOWED = 4;

/** Serves one socket: greets, answers beats, beats where the server leads, and reads what the client numbered. */
export function serve(world: Environment, client: ServedClient, peer: MemoryPeer): ServerEnd {
  const { speech, dialect, violate } = client;
  const link = Number(new URL(peer.url).searchParams.get(SOCKET_PARAMETER));
  const session: DialectSession<unknown> = dialect.session('server');
  const { leads } = dialect.beat;
  let isGreeted = dialect.handshake !== true;
  let lastReceived = 0;
  let received = 0;
  let sent = 0;
  let beatsSinceHeard = 0;
  let pongs = 0;

  const data = (message: unknown): void => {
    const label = labelIn(message);
    if (!label) {
      greet();
      return;
    }
    if (label.from !== 'client' || label.client !== client.number || label.number <= lastReceived) {
      violate('written-once', `the server got message ${label.number} after ${lastReceived} on one link`);
    }
    lastReceived = label.number;
    received += 1;
  };
  const greet = (): void => {
    if (isGreeted || end.isMute) return;
    isGreeted = true;
    peer.send(dialect.write(speech.welcome));
  };
  const signals = {
    data,
    ping: (reply?: Parameters<MemoryPeer['send']>[0]) => {
      if (reply !== undefined && !end.isMute) peer.send(reply);
    },
    pong: () => {},
    welcome: () => {},
    refuse: () => {},
    reply: (data: Parameters<MemoryPeer['send']>[0]) => peer.send(data),
    fail: () => {},
    kick: () => {},
  };
  const beat = (): void => {
    if (peer.closedWith) return;
    if (peer.pongs > pongs) beatsSinceHeard = 0;
    pongs = peer.pongs;
    beatsSinceHeard += 1;
    if (beatsSinceHeard > BEATS_ALLOWED) {
      peer.reset();
      return;
    }
    if (!end.isMute) {
      if (session.ping) peer.send(session.ping());
      else peer.ping();
    }
    world.setTimeout(beat, client.beatInterval);
  };

  const end: ServerEnd = {
    peer,
    link,
    isMute: false,
    get received() {
      return received;
    },
    get sent() {
      return sent;
    },
    say() {
      if (!isGreeted || peer.closedWith) return;
      sent += 1;
      const label = labelText({ from: 'server', client: client.number, link, number: sent });
      peer.send(dialect.write(speech.message?.(label) ?? label));
    },
    refuse() {
      if (speech.refusal === undefined) peer.close(4401, 'unauthorized');
      else {
        peer.send(dialect.write(speech.refusal));
        peer.close(1000);
      }
    },
  };

  peer.onMessage((frame) => {
    peer.received.length = 0;
    beatsSinceHeard = 0;
    session.read(frame, signals);
  });
  if (leads === 'server') world.setTimeout(beat, client.beatInterval);
  return end;
}
