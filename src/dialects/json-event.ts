import { OptionError } from '../errors.ts';
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

const NAME = 'json-event';
const PONG = '{"event":"heartbeat","message":"pong"}';

/** An event on the wire, either way. Its fields besides `event` are as they came: check them, or give a `decode`. */
export interface WireEvent {
  readonly event: string;
  readonly [field: string]: unknown;
}

/** Who enters which room. */
export interface Entry {
  readonly name: string;
  readonly roomId: string | number;
}

/** Options of `jsonEvent()`. `decode` is given each event but the beats that bring no news. */
export interface JsonEventOptions<In> extends JsonReading<WireEvent, In> {
  /** Whom each link enters as, and where: sent anew on every link. Without it the app sends its own `enter`. */
  readonly enter?: Entry | ((attempt: Attempt) => Entry | Promise<Entry>);
  /** The token that goes before `enter`, or what gives one for each attempt. Without a token no `auth` is sent. */
  readonly auth?: string | ((attempt: Attempt) => string | undefined | Promise<string | undefined>);
  /**
   * On a server: the online count that a peer's beats carry, by the `roomId` of the last `enter` that came from it; that is
   * `undefined` before the first, and it is as it came. Where it gives `undefined`, and without it, beats carry none.
   */
  readonly count?: (roomId: unknown) => number | undefined;
}

/**
 * Carries events, `{"event":name,…}`, of rooms in which the server beats: it sends
 * `{"event":"heartbeat","message":"ping","num":n}`, this side answers `{"event":"heartbeat","message":"pong"}` at once,
 * and silence kills. Any frame counts as life. Each link opens with `auth`, if given, and `enter`.
 *
 * A beat reaches the app as data, `{ event: 'heartbeat', message: 'ping', num }`, when it carries a number that the link
 * has not seen last: a count that changed, and not one message a beat. A `noAuth` event ends the link: `fatal` with a fixed
 * token, which gets no better; `refresh` where `auth` is a function, which is asked once more.
 *
 * Its `write` throws `ERR_HEARTWIRE_INVALID_MESSAGE` on what has no `event`, on a `heartbeat` and on what JSON cannot say.
 *
 * @throws OptionError `ERR_HEARTWIRE_INVALID_OPTION` for an `enter` without a name and a room
 */
export function jsonEvent<In = WireEvent>(options: JsonEventOptions<In> = {}): Dialect<In, WireEvent> {
  if (typeof options.enter !== 'function') checkEntry(options.enter);
  return {
    name: NAME,
    beat: { leads: 'server', life: 'any' },
    badFrame: options.badFrame ?? 'retry',
    session: (role) => (role === 'client' ? clientSession(options) : serverSession(options)),
    write(message) {
      if (typeof message?.event !== 'string') throw invalidMessage(NAME, 'without an event');
      if (message.event === 'heartbeat') throw invalidMessage(NAME, 'that is a beat');
      return stringify(NAME, message);
    },
  };
}

function clientSession<In>(options: JsonEventOptions<In>): DialectSession<In> {
  const decode = decoder(options.decode);
  let lastCount: unknown;
  return {
    hello: (attempt) => helloFrames(options, attempt),
    read(frame, signals) {
      const event = parseEvent(frame);
      if (event.event === 'noAuth') {
        return signals.refuse(typeof options.auth === 'function' ? 'refresh' : 'fatal', 'noAuth');
      }
      if (!isBeat(event, 'ping')) return signals.data(decode(event));
      signals.ping(PONG);
      if (!Number.isFinite(event.num) || event.num === lastCount) return;
      lastCount = event.num;
      signals.data(decode(event));
    },
  };
}

function serverSession<In>({ count, decode }: JsonEventOptions<In>): DialectSession<In> {
  const decoded = decoder(decode);
  let roomId: unknown;
  return {
    ping: () => stringify(NAME, { event: 'heartbeat', message: 'ping', num: count?.(roomId) }),
    read(frame, signals) {
      const event = parseEvent(frame);
      if (isBeat(event, 'pong')) return signals.pong();
      if (event.event === 'enter') ({ roomId } = event);
      signals.data(decoded(event));
    },
  };
}

type Hello = Pick<JsonEventOptions<unknown>, 'auth' | 'enter'>;

async function helloFrames({ auth, enter }: Hello, attempt: Attempt): Promise<string[]> {
  const token = typeof auth === 'function' ? await auth(attempt) : auth;
  const entry = typeof enter === 'function' ? await enter(attempt) : enter;
  checkEntry(entry);
  const frames: string[] = [];
  if (token !== undefined) frames.push(stringify(NAME, { event: 'auth', message: token }));
  if (entry) frames.push(stringify(NAME, { event: 'enter', message: entry.name, roomId: entry.roomId }));
  return frames;
}

function parseEvent(frame: Frame): WireEvent {
  const value = parseObject(NAME, frame);
  if (isEvent(value)) return value;
  throw badFrame(NAME, 'without an event');
}

function isEvent(value: JsonObject): value is WireEvent {
  return typeof value.event === 'string';
}

function isBeat(event: WireEvent, message: 'ping' | 'pong'): boolean {
  return event.event === 'heartbeat' && event.message === message;
}

function checkEntry(entry: Entry | undefined): void {
  if (entry === undefined) return;
  if (typeof entry?.name === 'string' && ['string', 'number'].includes(typeof entry.roomId)) return;
  throw new OptionError(
    'ERR_HEARTWIRE_INVALID_OPTION',
    'jsonEvent.enter',
    entry,
    'must have a name and a roomId',
  );
}
