import type { Dialect, DialectSession, DialectSignals } from '../ports/dialect.ts';
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
import { checkRole } from './role.ts';

const NAME = 'signalr';
/** Ends each record; JSON text never holds it (RFC 8259 section 7). */
const END = '\x1e';
const [PING, CLOSE] = [6, 7];
const beat = `{"type":${PING}}${END}`;

const REFUSAL = 'Only the protocol json, version 1, is spoken here.';

const INTERVAL = 15_000;
const TIMEOUT = 30_000;

/** A message of the hub protocol, either way. Its fields besides `type` are as they came: check them, or give a `decode`. */
export interface SignalRMessage {
  readonly type: number;
  readonly [field: string]: unknown;
}

/** Options of `signalR()` and `signalRServer()`. `decode` is given each message but the beats. */
export type SignalROptions<In> = JsonReading<SignalRMessage, In>;

/**
 * Carries the messages of a SignalR hub (JSON, version 1), one each though a frame may hold several, and beats as its clients do. Sends the
 * handshake; a link is open after its answer. Invocations are the app's part. Dial the hub's WebSocket itself (`skipNegotiation`).
 *
 * - Starts: both, by `{"type":6}`.
 * - Interval: `heartbeat.pingInterval`, 15 s. First beat: an interval after the open.
 * - Reply owed: none. Outgoing traffic does not replace a beat, though SignalR would allow it.
 * - Counts as life: any frame.
 * - Dead: 30 s after the last frame (`pingInterval` + `pongTimeout`).
 * - Close codes: the table's. A close message (type 7), which the app gets too, means reconnect with `allowReconnect: true`, else fatal; a handshake
 *   that is answered with an error means reconnect.
 *
 * For a client: `signalRServer()` is the other end. `write` throws `ERR_HEARTWIRE_INVALID_MESSAGE` on what has no numeric `type`, on a beat and on
 * what JSON cannot say. Source: HubProtocol.md of ASP.NET Core.
 *
 * @throws OptionError `ERR_HEARTWIRE_INVALID_OPTION` from `session('server')`
 */
export function signalR<In = SignalRMessage>(options: SignalROptions<In> = {}): Dialect<In, SignalRMessage> {
  const session = clientSession(options);
  return {
    name: NAME,
    beat: {
      leads: 'client',
      life: 'any',
      keepAlive: 'always',
      reply: 'none',
      times: { pingInterval: INTERVAL, pongTimeout: TIMEOUT - INTERVAL },
    },
    handshake: true,
    badFrame: options.badFrame ?? 'retry',
    session(role) {
      checkRole('client', role, 'signalRServer');
      return session;
    },
    write,
  };
}

/**
 * Carries the messages of SignalR as `signalR()` does, at the hub's end: answers the handshake, and beats every 15 s. A client is given up 30 s after a
 * beat that nothing follows. One that asks for another protocol than JSON, version 1, is refused.
 *
 * @throws OptionError `ERR_HEARTWIRE_INVALID_OPTION` from `session('client')`
 */
export function signalRServer<In = SignalRMessage>(
  options: SignalROptions<In> = {},
): Dialect<In, SignalRMessage> {
  return {
    name: NAME,
    beat: {
      leads: 'server',
      life: 'any',
      reply: 'none',
      times: { pingInterval: INTERVAL, pongTimeout: TIMEOUT },
    },
    handshake: true,
    badFrame: options.badFrame ?? 'retry',
    session(role) {
      checkRole('server', role, 'signalR');
      return serverSession(options);
    },
    write,
  };
}

function write(message: SignalRMessage): string {
  if (typeof message?.type !== 'number') throw invalidMessage(NAME, 'without a type');
  if (message.type === PING) throw invalidMessage(NAME, 'that is a beat');
  return stringify(NAME, message) + END;
}

function clientSession<In>({ decode }: SignalROptions<In>): DialectSession<In> {
  const decoded = decoder(decode);
  return {
    hello: () => [`{"protocol":"json","version":1}${END}`],
    ping: () => beat,
    read: reader((record, signals) => {
      if (!isMessage(record)) {
        const { error } = record;
        return error ? signals.refuse('retry', textOf(error)) : signals.welcome();
      }
      signals.data(decoded(record));
      if (record.type !== CLOSE) return;
      signals.kick(textOf(record.error), record.allowReconnect === true ? 'retry' : 'fatal');
    }),
  };
}

function serverSession<In>({ decode }: SignalROptions<In>): DialectSession<In> {
  const decoded = decoder(decode);
  let isAnswered = false;
  return {
    handshake: true,
    ping: () => beat,
    read: reader((record, signals) => {
      if (isMessage(record)) return signals.data(decoded(record));
      if (isAnswered) throw badFrame(NAME, 'of a second handshake');
      isAnswered = true;
      const isOurs = record.protocol === 'json' && record.version === 1;
      signals.reply((isOurs ? '{}' : `{"error":"${REFUSAL}"}`) + END);
      if (isOurs) signals.welcome();
      else signals.refuse('fatal', REFUSAL);
    }),
  };
}

/** Reads each record of a frame that is no beat, once all of them have been found to be records. */
function reader<In>(
  readRecord: (record: JsonObject, signals: DialectSignals<In>) => void,
): DialectSession<In>['read'] {
  return (frame, signals) => {
    for (const record of recordsOf(frame)) {
      if (record.type === PING) signals.ping();
      else readRecord(record, signals);
    }
  };
}

function recordsOf(frame: Frame): readonly JsonObject[] {
  if (typeof frame !== 'string') throw badFrame(NAME, 'that is not text');
  if (!frame.endsWith(END)) throw badFrame(NAME, 'that ends within a record');
  return frame.slice(0, -1).split(END).map(parseRecord);
}

function parseRecord(text: string): JsonObject {
  const record = parseObject(NAME, text);
  if (record.type === undefined || isMessage(record)) return record;
  throw badFrame(NAME, 'whose type is no number');
}

/** Whether a record is a message; the handshake and its answer have no type. */
function isMessage(record: JsonObject): record is SignalRMessage & JsonObject {
  return typeof record.type === 'number';
}

function textOf(error: unknown): string {
  return typeof error === 'string' ? error : '';
}
