import type { Dialect, DialectSession } from '../ports/dialect.ts';
import type { CloseInfo, Verdict } from '../ports/loss.ts';
import type { Frame } from '../ports/transport.ts';
import {
  badFrame,
  decoder,
  invalidMessage,
  type JsonObject,
  type JsonReading,
  parseObject,
  stringify,
} from './json-frames.ts';
import { agreedTime } from './times.ts';

const NAME = 'discord';

const BEAT = 1;
const RECONNECT = 7;
const HELLO = 10;
const ACK = 11;
const ack = `{"op":${ACK}}`;

/** Codes after which a new link would fare no better: wrong token, shard, version or intents. */
const hopeless: readonly number[] = [4004, 4010, 4011, 4012, 4013, 4014];

/** A payload of the gateway, either way. Its fields besides `op` are as they came: check them, or give a `decode`. */
export interface DiscordPayload {
  /** The opcode. */
  readonly op: number;
  readonly [field: string]: unknown;
}

/** Options of `discord()`. `decode` is given each payload but the beats. */
export type DiscordOptions<In> = JsonReading<DiscordPayload, In>;

/**
 * Carries the payloads of a Discord gateway (`encoding=json`, no `compress`) and beats with the last sequence number seen. A link is open
 * after Hello (op 10), which the app gets like every payload but the beats: to identify, or to resume, is its part, and nothing may go
 * before that, so have `outbox: false`.
 *
 * - Starts: the client, always, with `{"op":1,"d":sequence}`; the server's op 1 asks for one at once.
 * - Interval: `heartbeat_interval` of Hello, ms. First beat: after a random part of it.
 * - Reply owed: op 11 to each beat. Outgoing traffic does not replace a beat.
 * - Counts as life: op 11, and the server's op 1.
 * - Dead: no op 11 by the next beat: two intervals after the last.
 * - Close codes: 4004 and 4010 to 4014 are fatal, all others mean reconnect, and so does op 7. A link that is given up is closed without a
 *   code or cut, never with 1000 or 1001, which would end the session that is to be resumed.
 *
 * A server half answers beats, and `announce` sends Hello. `write` throws `ERR_HEARTWIRE_INVALID_MESSAGE` on what has no `op`, on a beat and
 * on what JSON cannot say. Source: Discord's gateway documentation.
 */
export function discord<In = DiscordPayload>(options: DiscordOptions<In> = {}): Dialect<In, DiscordPayload> {
  const decode = decoder(options.decode);
  return {
    name: NAME,
    beat: { leads: 'client', life: 'beat', keepAlive: 'always', first: 'random' },
    handshake: true,
    badFrame: options.badFrame ?? 'retry',
    session: (role) => (role === 'client' ? clientSession(decode) : serverSession(decode)),
    write(message) {
      if (!Number.isInteger(message?.op)) throw invalidMessage(NAME, 'without an op');
      if (message.op === BEAT) throw invalidMessage(NAME, 'that is a beat');
      return stringify(NAME, message);
    },
    verdict,
  };
}

function verdict({ code }: CloseInfo): Verdict | undefined {
  if (code < 4000) return undefined;
  return hopeless.includes(code) ? 'fatal' : 'retry';
}

function clientSession<In>(decode: (payload: DiscordPayload) => In): DialectSession<In> {
  let sequence: number | null = null;
  const beat = () => `{"op":${BEAT},"d":${sequence}}`;
  return {
    ping: beat,
    read(frame, signals) {
      const payload = parsePayload(frame);
      if (payload.op === ACK) return signals.pong();
      if (payload.op === BEAT) return signals.ping(beat());
      if (Number.isInteger(payload.s)) sequence = payload.s as number;
      if (payload.op === HELLO) {
        const interval = intervalOf(payload);
        signals.welcome({ pingInterval: interval, pongTimeout: interval });
      }
      signals.data(decode(payload));
      if (payload.op === RECONNECT) signals.kick('op 7: reconnect', 'retry');
    },
  };
}

function serverSession<In>(decode: (payload: DiscordPayload) => In): DialectSession<In> {
  return {
    announce: ({ pingInterval }) => `{"op":${HELLO},"d":{"heartbeat_interval":${pingInterval}}}`,
    read(frame, signals) {
      const payload = parsePayload(frame);
      if (payload.op === BEAT) signals.ping(ack);
      else signals.data(decode(payload));
    },
  };
}

function intervalOf({ d }: DiscordPayload): number {
  const interval = agreedTime(Object(d).heartbeat_interval, 1);
  if (interval) return interval;
  throw badFrame(NAME, 'of a Hello without an interval');
}

function parsePayload(frame: Frame): DiscordPayload {
  const value = parseObject(NAME, frame);
  if (isPayload(value)) return value;
  throw badFrame(NAME, 'without an op');
}

function isPayload(value: JsonObject): value is DiscordPayload {
  return Number.isInteger(value.op);
}
