import type { Dialect, DialectSession } from '../ports/dialect.ts';
import type { CloseInfo, Verdict } from '../ports/loss.ts';
import type { Attempt, Frame } from '../ports/transport.ts';
import {
  badFrame,
  decoder,
  invalidMessage,
  type JsonObject,
  type JsonReading,
  parseObject,
  stringify,
} from './json-frames.ts';

const NAME = 'graphql-transport-ws';
/** What the dialect sends by itself, and the app therefore does not. */
const own: readonly string[] = ['connection_init', 'ping', 'pong'];
/** Codes that a second try would meet again. */
const fatal: readonly number[] = [4004, 4005, 4400, 4401, 4406, 4409, 4429, 4500];
const FORBIDDEN = 4403;

/** A message of the protocol, either way. Its fields besides `type` are as they came: check them, or give a `decode`. */
export interface GraphqlMessage {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Options of `graphqlTransportWs()`. `decode` is given each message but the beats; `badFrame` is `fatal` by default. */
export interface GraphqlTransportWsOptions<In> extends JsonReading<GraphqlMessage, In> {
  /** The payload of `connection_init`, such as a token. A function is asked on every attempt; a rejection ends the attempt. Default none. */
  readonly connectionParams?:
    | JsonObject
    | ((attempt: Attempt) => JsonObject | undefined | Promise<JsonObject | undefined>);
}

/**
 * Carries the messages of GraphQL over WebSocket and keeps the link alive. Sends `connection_init`; a link is open after `connection_ack`,
 * which the app gets like every message but the beats: operations are its part, started anew on each `open`. The subprotocol is
 * `graphql-transport-ws`: `protocols: 'graphql-transport-ws'`.
 *
 * - Starts: the client after silence, by `{"type":"ping"}`; the server may as well.
 * - Interval: `heartbeat.pingInterval`, 25 s. First beat: on silence.
 * - Reply owed: `{"type":"pong"}` at once, either way, with the payload of its ping. Outgoing traffic does not replace a beat.
 * - Counts as life: any frame.
 * - Dead: `heartbeat.pongTimeout`, 10 s, after a ping that nothing follows.
 * - Close codes: 4004, 4005, 4400, 4401, 4406, 4409, 4429 and 4500 are fatal; 4403 is `refresh`; 4408, 4499 and 4504 mean reconnect.
 *
 * A server half answers pings and watches its clients by control frames; `connection_init` is its first message, and `connection_ack` the
 * app's answer. `write` throws `ERR_HEARTWIRE_INVALID_MESSAGE` on what has no `type`, on `connection_init`, `ping` and `pong`, and on what JSON
 * cannot say. Source: PROTOCOL.md of graphql-ws.
 */
export function graphqlTransportWs<In = GraphqlMessage>(
  options: GraphqlTransportWsOptions<In> = {},
): Dialect<In, GraphqlMessage> {
  const server = session(options, false);
  const client: DialectSession<In> = {
    ...session(options, true),
    ping: () => '{"type":"ping"}',
    hello: (attempt) => helloFrames(options.connectionParams, attempt),
  };
  return {
    name: NAME,
    beat: { leads: 'client', life: 'any' },
    handshake: true,
    badFrame: options.badFrame ?? 'fatal',
    session: (role) => (role === 'client' ? client : server),
    write(message) {
      if (typeof message?.type !== 'string') throw invalidMessage(NAME, 'without a type');
      if (own.includes(message.type)) throw invalidMessage(NAME, `of the type ${message.type}`);
      return stringify(NAME, message);
    },
    verdict,
  };
}

function verdict({ code }: CloseInfo): Verdict | undefined {
  if (code === FORBIDDEN) return 'refresh';
  return fatal.includes(code) ? 'fatal' : undefined;
}

function session<In>({ decode }: GraphqlTransportWsOptions<In>, isClient: boolean): DialectSession<In> {
  const decoded = decoder(decode);
  return {
    read(frame, signals) {
      const message = parseMessage(frame);
      const { type, payload } = message;
      if (type === 'ping') return signals.ping(pongOf(payload));
      if (type === 'pong') return signals.pong();
      if (isClient && type === 'connection_ack') signals.welcome();
      signals.data(decoded(message));
    },
  };
}

function pongOf(payload: unknown): string {
  try {
    return stringify(NAME, { type: 'pong', payload });
  } catch {
    // JSON is read to any depth, and not written.
    throw badFrame(NAME, 'of a ping that is too deep to answer');
  }
}

async function helloFrames(
  params: GraphqlTransportWsOptions<unknown>['connectionParams'],
  attempt: Attempt,
): Promise<string[]> {
  const payload = typeof params === 'function' ? await params(attempt) : params;
  return [stringify(NAME, { type: 'connection_init', payload })];
}

function parseMessage(frame: Frame): GraphqlMessage {
  const value = parseObject(NAME, frame);
  if (isMessage(value)) return value;
  throw badFrame(NAME, 'without a type');
}

function isMessage(value: JsonObject): value is GraphqlMessage {
  return typeof value.type === 'string';
}
