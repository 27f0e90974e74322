import type { Dialect, DialectSession, DialectSignals } from '../ports/dialect.ts';
import type { Verdict } from '../ports/loss.ts';
import type { Attempt, Frame } from '../ports/transport.ts';
import {
  badFrame,
  decoder,
  invalidMessage,
  isObject,
  type JsonObject,
  type JsonReading,
  parseObject,
  stringify,
} from './json-frames.ts';
import { agreedTime } from './times.ts';

const NAME = 'centrifugo';
const BEAT = '{}';
/** The id of the connect command. */
const CONNECT = 1;
const TOKEN_EXPIRED = 109;

/** Options of `centrifugo()`. `decode` is given each reply and push but the beats. */
export interface CentrifugoOptions<In> extends JsonReading<JsonObject, In> {
  /**
   * What the connect command says: `token`, `data`, `name`, `subs`. A function is asked on every attempt, and once more where the server calls
   * its token expired; a rejection ends the attempt. Default: nothing.
   */
  readonly connect?: JsonObject | ((attempt: Attempt) => JsonObject | Promise<JsonObject>);
}

/**
 * Carries the replies and pushes of a Centrifugo server (JSON, protocol 2), one message each though a frame may hold several lines, and
 * answers its pings. Sends the connect command, id 1; a link is open after its reply, which the app gets as well: subscribing, by commands
 * with ids from 2, is its part, on each `open`.
 *
 * - Starts: the server, by `{}`.
 * - Interval: `ping` of the connect reply, seconds; without it there are no beats. First beat: within an interval.
 * - Reply owed: `{}`, where the connect reply says `pong: true`. Nothing replaces a beat.
 * - Counts as life: any frame.
 * - Dead: 10 s after the interval passed in silence (`heartbeat.pongTimeout`).
 * - Close codes, and those of a `disconnect` push: 3500 to 3999 and 4500 to 4999 are fatal; 3000 to 3499 and 4000 to 4499 mean reconnect. An error to connect is fatal unless it is
 *   temporary or under 100; 109, an expired token, is `refresh` where `connect` is a function.
 *
 * A server half beats and takes the answers. `write` throws `ERR_HEARTWIRE_INVALID_MESSAGE` on what is no object with fields, and on what
 * JSON cannot say. Source: Centrifugo's client protocol.
 */
export function centrifugo<In = JsonObject>(options: CentrifugoOptions<In> = {}): Dialect<In, JsonObject> {
  return {
    name: NAME,
    beat: { leads: 'server', life: 'any' },
    handshake: true,
    badFrame: options.badFrame ?? 'retry',
    session: (role) => (role === 'client' ? clientSession(options) : serverSession(options)),
    write(message) {
      if (!isObject(message) || isBeat(message)) throw invalidMessage(NAME, 'without a field');
      return stringify(NAME, message);
    },
    verdict: ({ code }) => verdictOf(code),
  };
}

function verdictOf(code: number): Verdict | undefined {
  if (code >= 3000) return code % 1000 < 500 ? 'retry' : 'fatal';
  return undefined;
}

function clientSession<In>({ connect = {}, decode }: CentrifugoOptions<In>): DialectSession<In> {
  const decoded = decoder(decode);
  let isWelcome = false;
  let answer: string | undefined;
  return {
    async hello(attempt) {
      const command = typeof connect === 'function' ? await connect(attempt) : connect;
      return [stringify(NAME, { id: CONNECT, connect: command })];
    },
    read: reader((reply, signals) => {
      if (isBeat(reply)) return signals.ping(answer);
      if (!isWelcome && reply.id === CONNECT) {
        if (isObject(reply.error)) return refuse(reply.error, typeof connect === 'function', signals);
        const { ping, pong } = Object(reply.connect);
        answer = pong === true ? BEAT : undefined;
        isWelcome = true;
        signals.welcome({ pingInterval: agreedTime(ping, 1_000) ?? Infinity });
      }
      signals.data(decoded(reply));
      const { disconnect } = Object(reply.push);
      if (isObject(disconnect)) signals.kick(String(disconnect.reason), verdictOf(Number(disconnect.code)));
    }),
  };
}

function serverSession<In>({ decode }: CentrifugoOptions<In>): DialectSession<In> {
  const decoded = decoder(decode);
  return {
    ping: () => BEAT,
    read: reader((command, signals) => (isBeat(command) ? signals.pong() : signals.data(decoded(command)))),
  };
}

/** Reads each line of a frame; empty ones say nothing. */
function reader<In>(
  readLine: (line: JsonObject, signals: DialectSignals<In>) => void,
): DialectSession<In>['read'] {
  return (frame: Frame, signals) => {
    if (typeof frame !== 'string') throw badFrame(NAME, 'that is not text');
    for (const line of frame.split('\n')) {
      if (line.trim() !== '') readLine(parseObject(NAME, line), signals);
    }
  };
}

function refuse(
  { code, message, temporary }: JsonObject,
  isFresh: boolean,
  signals: DialectSignals<never>,
): void {
  const isTemporary = temporary === true || Number(code) < 100;
  const isExpired = code === TOKEN_EXPIRED && isFresh;
  const verdict = isExpired ? 'refresh' : isTemporary ? 'retry' : 'fatal';
  signals.refuse(verdict, String(message ?? code));
}

function isBeat(message: JsonObject): boolean {
  return Object.keys(message).length === 0;
}
