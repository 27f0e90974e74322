import type { Dialect, DialectSession } from '../ports/dialect.ts';
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

const NAME = 'json-type';

/** A message on the wire, either way. Its fields besides `type` are as they came: check them, or give a `decode`. */
export interface TypedMessage {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Options of `jsonType()`. `decode` is given each message, the answers to pings among them. */
export interface JsonTypeOptions<In> extends JsonReading<TypedMessage, In> {
  /**
   * Messages that open each link of a client, before anything that waits to be sent: where it was, for one, so that a
   * reconnect brings it back there. A function is asked on every attempt; a rejection ends the attempt.
   */
  readonly hello?:
    | readonly TypedMessage[]
    | ((attempt: Attempt) => readonly TypedMessage[] | Promise<readonly TypedMessage[]>);
  /** What goes with each ping besides its type: who pings, from which room. A function is called for each ping. */
  readonly ping?: JsonObject | (() => JsonObject);
  /** On a server: what an answer adds to its ping (`users`, `totalUserList`, `activityUsers`). Default: nothing. */
  readonly answer?: (ping: TypedMessage) => JsonObject;
}

/**
 * Carries messages, `{"type":name,…}`, and beats with `{"type":"ping",…}`, whose answer is the same object with
 * `status:"pong"` and who is there. The client leads. Only the answer to this side's own ping counts as life: the server
 * tells users by their pings, so a ping is due even while messages come in, and it may broadcast its answers to all.
 *
 * Each answer reaches the app as data, one's own and others': it is the presence list. Own is an answer that contradicts no
 * string, number or boolean of the last ping, so give `ping` something that tells this user from others. An own answer
 * with another status ends the link with the verdict `retry`.
 *
 * Its `write` throws `ERR_HEARTWIRE_INVALID_MESSAGE` on what has no `type`, on a `ping` and on what JSON cannot say.
 */
export function jsonType<In = TypedMessage>(options: JsonTypeOptions<In> = {}): Dialect<In, TypedMessage> {
  return {
    name: NAME,
    beat: { leads: 'client', life: 'beat' },
    badFrame: options.badFrame ?? 'retry',
    session: (role) => (role === 'client' ? clientSession(options) : serverSession(options)),
    write,
  };
}

function write(message: TypedMessage): string {
  if (typeof message?.type !== 'string') throw invalidMessage(NAME, 'without a type');
  if (message.type === 'ping') throw invalidMessage(NAME, 'that is a beat');
  return stringify(NAME, message);
}

function clientSession<In>({ hello, ping: fields, decode }: JsonTypeOptions<In>): DialectSession<In> {
  const decoded = decoder(decode);
  let lastPing: JsonObject | undefined;
  return {
    ...(hello && {
      hello: async (attempt) => (typeof hello === 'function' ? await hello(attempt) : hello).map(write),
    }),
    ping() {
      const text = stringify(NAME, { ...(typeof fields === 'function' ? fields() : fields), type: 'ping' });
      lastPing = parseObject(NAME, text);
      return text;
    },
    read(frame, signals) {
      const message = parseMessage(frame);
      if (message.type === 'ping' && lastPing && answers(message, lastPing)) {
        if (message.status !== 'pong')
          return signals.refuse('retry', 'a ping was answered with another status than pong');
        signals.pong();
      }
      signals.data(decoded(message));
    },
  };
}

function serverSession<In>({ answer, decode }: JsonTypeOptions<In>): DialectSession<In> {
  const decoded = decoder(decode);
  return {
    read(frame, signals) {
      const message = parseMessage(frame);
      if (message.type === 'ping') {
        signals.ping(stringify(NAME, { ...message, ...answer?.(message), status: 'pong' }));
      }
      signals.data(decoded(message));
    },
  };
}

function parseMessage(frame: Frame): TypedMessage {
  const value = parseObject(NAME, frame);
  if (isTyped(value)) return value;
  throw badFrame(NAME, 'without a type');
}

function isTyped(value: JsonObject): value is TypedMessage {
  return typeof value.type === 'string';
}

/** Whether `message` contradicts no plain field of `ping`. Fields that it lacks contradict nothing: refusals are terse. */
function answers(message: TypedMessage, ping: JsonObject): boolean {
  return Object.entries(ping).every(
    ([field, value]) =>
      typeof value === 'object' || !Object.hasOwn(message, field) || message[field] === value,
  );
}
