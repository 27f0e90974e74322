import type { BeatTimes, Dialect, DialectSession } from '../ports/dialect.ts';
import type { Frame, WireData } from '../ports/transport.ts';
import { badFrame, invalidMessage, parseObject, stringify } from './json-frames.ts';
import { agreedTime } from './times.ts';
import { checkedWireData } from './wire.ts';

const NAME = 'engine-io';

/** Types of packets: the first character of a text frame. A binary frame is a message. */
const [OPEN, CLOSE, PING, PONG, MESSAGE] = ['0', '1', '2', '3', '4'] as const;

/** Options of `engineIo()`, all for a server: what its open packet says. */
export interface EngineIoOptions {
  /** Makes the id of a session. Default `crypto.randomUUID`. */
  readonly sid?: () => string;
  /** Longest message in bytes that a client should send: the `maxPayload` of the server. Default 1,000,000. */
  readonly maxPayload?: number;
}

/**
 * Carries the packets of Engine.IO, version 4, and answers the server's pings; Socket.IO lies above it, in packets that begin with `4`. A link
 * is open after the open packet, which the app gets as it gets every packet but the beats, type first: `4hello` is the message `hello`, and a
 * binary frame a message too. The url says `?EIO=4&transport=websocket`; polling and upgrades from it are not spoken.
 *
 * - Starts: the server, by `2`.
 * - Interval: `pingInterval` of the open packet, ms. First beat: an interval after the open.
 * - Reply owed: `3`. Nothing replaces a beat, and a ping of the client is an error.
 * - Counts as life: only `2`; on a server only `3`.
 * - Dead: no `2` for `pingInterval` + `pingTimeout` of the open packet; a beat counts as late, `awaiting-pong`, at half of `pingTimeout`.
 * - Close codes: the table's; the packet `1` means reconnect, and to a server `done`.
 *
 * A server half beats in its own times, and `announce` sends the open packet with them: `supervise(wss, { announce: true, … })`. `write` throws
 * `ERR_HEARTWIRE_INVALID_MESSAGE` on text that does not begin with `4`, and on what is neither text nor binary. Source: the Engine.IO protocol.
 */
export function engineIo(options: EngineIoOptions = {}): Dialect<Frame, WireData> {
  const server = serverSession(options);
  return {
    name: NAME,
    beat: { leads: 'server', life: 'beat', times: { pingInterval: 25_000, pongTimeout: 20_000 } },
    handshake: true,
    session: (role) => (role === 'client' ? client : server),
    write(message) {
      if (typeof message !== 'string' || message.startsWith(MESSAGE)) return checkedWireData(NAME, message);
      throw invalidMessage(NAME, `of text that does not begin with ${MESSAGE}`);
    },
  };
}

/** Shared: it has no state. */
const client: DialectSession<Frame> = {
  read(frame, signals) {
    const type = typeOf(frame);
    if (type === PING) return signals.ping(PONG);
    if (type === CLOSE) return signals.kick('the server closed the session', 'retry');
    if (type === OPEN) signals.welcome(timesOf(frame));
    signals.data(frame);
  },
};

function serverSession({ sid, maxPayload = 1_000_000 }: EngineIoOptions): DialectSession<Frame> {
  return {
    ping: () => PING,
    announce({ pingInterval, pongTimeout: pingTimeout }) {
      const id = sid ? sid() : crypto.randomUUID();
      return OPEN + stringify(NAME, { sid: id, upgrades: [], pingInterval, pingTimeout, maxPayload });
    },
    read(frame, signals) {
      const type = typeOf(frame);
      if (type === PONG) return signals.pong();
      if (type === CLOSE) return signals.kick('the client closed the session', 'done');
      if (type === OPEN || type === PING) throw badFrame(NAME, 'that only a server sends');
      signals.data(frame);
    },
  };
}

function typeOf(frame: Frame): string {
  if (typeof frame !== 'string') return MESSAGE;
  const type = frame.charAt(0);
  if (type >= '0' && type <= '6') return type;
  throw badFrame(NAME, 'of no type of Engine.IO 4');
}

function timesOf(open: Frame): BeatTimes {
  const handshake = parseObject(NAME, typeof open === 'string' ? open.slice(1) : open);
  const interval = agreedTime(handshake.pingInterval, 1);
  const timeout = agreedTime(handshake.pingTimeout, 1);
  if (!interval || !timeout) throw badFrame(NAME, 'of an open packet without times');
  // The server's beat is always late by its way here: that alone raises no doubt.
  return { pingInterval: interval + timeout / 2, pongTimeout: timeout / 2 };
}
