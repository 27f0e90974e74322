import type { Dialect, DialectSession } from '../ports/dialect.ts';
import type { Frame, WireData } from '../ports/transport.ts';
import { badFrame, decoder, invalidMessage, type JsonReading, parse, stringify } from './json-frames.ts';
import { checkedWireData } from './wire.ts';

const NAME = 'phoenix';
/** The topic of what concerns the socket and no channel. */
const TOPIC = 'phoenix';

/** A message of the serializer's version 2, either way. */
export type PhoenixMessage = readonly [
  joinRef: string | null,
  ref: string | null,
  topic: string,
  event: string,
  payload: unknown,
];

/** A push, reply or broadcast whose payload is binary, as it came: its header is the app's to read. */
export type PhoenixBinary = Exclude<Frame, string>;

/** Options of `phoenix()`. `decode` is given each message but the beats, and each binary frame. */
export type PhoenixOptions<In> = JsonReading<PhoenixMessage | PhoenixBinary, In>;

/**
 * Carries the messages of Phoenix channels (serializer version 2), `[joinRef, ref, topic, event, payload]`, and binary frames as they are, and
 * beats on the topic `phoenix`. Joining channels is the app's part, on each `open`; its refs are its own. The url says `?vsn=2.0.0`.
 *
 * - Starts: the client, always, by `[null,"1","phoenix","heartbeat",{}]`, with a new ref each.
 * - Interval: `heartbeat.pingInterval`, 30 s. First beat: an interval after the open.
 * - Reply owed: a `phx_reply` with the ref of the beat. Outgoing traffic does not replace a beat.
 * - Counts as life: the reply with the ref of the last beat; on a server any frame.
 * - Dead: no reply by the next beat: two intervals, 60 s, after the last reply. A server gives up after 60 s of silence.
 * - Close codes: the table's.
 *
 * A server half answers the beats. `write` takes messages, and binary in place of one; it throws `ERR_HEARTWIRE_INVALID_MESSAGE` on a heartbeat, on
 * anything else, and on what JSON cannot say. Source: Phoenix's JavaScript client and V2 serializer.
 */
export function phoenix<In = PhoenixMessage | PhoenixBinary>(
  options: PhoenixOptions<In> = {},
): Dialect<In, PhoenixMessage | Exclude<WireData, string>> {
  return {
    name: NAME,
    beat: {
      leads: 'client',
      life: 'beat',
      serverLife: 'any',
      keepAlive: 'always',
      times: { pingInterval: 30_000, pongTimeout: 30_000 },
    },
    badFrame: options.badFrame ?? 'retry',
    session: (role) => (role === 'client' ? clientSession(options) : serverSession(options)),
    write(message) {
      if (!isMessage(message)) {
        const isText = typeof message === 'string' || Array.isArray(message);
        if (isText) throw invalidMessage(NAME, 'that is none of version 2');
        return checkedWireData(NAME, message);
      }
      if (isBeat(message, 'heartbeat')) throw invalidMessage(NAME, 'that is a beat');
      return stringify(NAME, message);
    },
  };
}

function clientSession<In>({ decode }: PhoenixOptions<In>): DialectSession<In> {
  const decoded = decoder(decode);
  let ref = 0;
  return {
    ping() {
      ref += 1;
      return `[null,"${ref}","${TOPIC}","heartbeat",{}]`;
    },
    read(frame, signals) {
      const message = parseMessage(frame);
      if (!isMessage(message) || !isBeat(message, 'phx_reply')) signals.data(decoded(message));
      // The answer to an older beat came too late to say that the link lives.
      else if (message[1] === String(ref)) signals.pong();
    },
  };
}

function serverSession<In>({ decode }: PhoenixOptions<In>): DialectSession<In> {
  const decoded = decoder(decode);
  return {
    read(frame, signals) {
      const message = parseMessage(frame);
      if (!isMessage(message) || !isBeat(message, 'heartbeat')) return signals.data(decoded(message));
      const reply = [null, message[1], TOPIC, 'phx_reply', { status: 'ok', response: {} }];
      signals.ping(stringify(NAME, reply));
    },
  };
}

function parseMessage(frame: Frame): PhoenixMessage | PhoenixBinary {
  if (typeof frame !== 'string') return frame;
  const value = parse(NAME, frame);
  if (isMessage(value)) return value;
  throw badFrame(NAME, 'that is no message of version 2');
}

function isMessage(value: unknown): value is PhoenixMessage {
  if (!Array.isArray(value) || value.length < 5) return false;
  const [joinRef, ref, topic, event] = value;
  return isRef(joinRef) && isRef(ref) && typeof topic === 'string' && typeof event === 'string';
}

function isRef(value: unknown): boolean {
  return value === null || typeof value === 'string';
}

function isBeat([, , topic, event]: PhoenixMessage, name: string): boolean {
  return topic === TOPIC && event === name;
}
