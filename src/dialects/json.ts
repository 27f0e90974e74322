import { OptionError } from '../errors.ts';
import type { Beat, BeatTimes, Dialect, DialectSession, DialectSignals } from '../ports/dialect.ts';
import type { Verdict } from '../ports/loss.ts';
import type { Attempt } from '../ports/transport.ts';
import { decoder, isObject, type JsonReading, parse, stringify } from './json-frames.ts';

const NAME = 'json';

/** What JSON can say, as TypeScript sees it. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [field: string]: JsonValue | undefined };

/** Knows a message when it sees one: a function, or the plain fields that the message must have (it may have more). */
export type JsonMatcher =
  | ((message: unknown) => boolean)
  | { readonly [field: string]: string | number | boolean | null };

/** What a refusal by the peer means. */
export interface JsonRefusal {
  readonly verdict: Verdict;
  /** For people. Default: none. */
  readonly reason?: string;
  /** When the peer asks to come back, in ms from now. */
  readonly retryAfter?: number;
}

/** Options of `json()`. A protocol is written down once and read from either side. */
export interface JsonOptions<In, Out> extends JsonReading<unknown, In> {
  /** What asks for a sign of life; a function is called for each ping. Without it this side sends none. */
  readonly ping?: JsonValue | (() => unknown);
  /** Knows the answer to `ping`. Needed with it. */
  readonly isPong?: JsonMatcher;
  /** Knows a ping of the peer. */
  readonly isPing?: JsonMatcher;
  /** The answer to a ping of the peer; a function is given the ping. Without it no answer is owed. */
  readonly pong?: JsonValue | ((ping: unknown) => unknown);
  /** Who starts a beat. Default: `client` with a `ping`, else `server` with an `isPing`, else nobody does (`transport`). */
  readonly leads?: Beat['leads'];
  /** What counts as life: any frame, or only pings and pongs. Default `any`. */
  readonly life?: Beat['life'];
  /** The protocol's own times, in ms. Default: the defaults of `heartbeat`. */
  readonly times?: BeatTimes;
  /** Messages that open the conversation on each link of a client, such as a token; a rejection ends the attempt. */
  readonly hello?:
    | readonly JsonValue[]
    | ((attempt: Attempt) => readonly unknown[] | Promise<readonly unknown[]>);
  /** Knows the answer to `hello` that completes the handshake. With it a link is open only after such a message. */
  readonly isWelcome?: JsonMatcher;
  /** Reads the times that a welcome carries, in ms; what it leaves out stays as it is. Default: none. */
  readonly welcomeTimes?: (welcome: unknown) => Partial<BeatTimes>;
  /** On a server: the message that tells a client the times of the heartbeat, mostly its welcome. Default: there is none. */
  readonly announce?: (times: BeatTimes) => unknown;
  /** Says what a refusal by the peer means; `undefined` where the message is none. */
  readonly isRefused?: (message: unknown) => Verdict | JsonRefusal | undefined;
  /** Turns what the app sends into what JSON can say. Default: as it is. */
  readonly encode?: (message: Out) => unknown;
}

/**
 * Speaks a protocol of JSON text frames that its options describe; what is no beat, welcome or refusal is data.
 *
 * A side that leads looks for pongs before pings, one that does not for pings before pongs, so that a protocol with an
 * echo for an answer can be said with one matcher. Its `write` throws `ERR_HEARTWIRE_INVALID_MESSAGE` on what JSON cannot say.
 *
 * @throws OptionError `ERR_HEARTWIRE_MISSING_OPTION` where a leading side lacks `ping` or `isPong`, or a led one `isPing`:
 * a client's at once, a server's from `session('server')`
 */
export function json<In = unknown, Out = unknown>(options: JsonOptions<In, Out> = {}): Dialect<In, Out> {
  const leads =
    options.leads ?? (options.ping !== undefined ? 'client' : options.isPing ? 'server' : 'transport');
  const client = jsonSession(options, leads, 'client');
  return {
    name: NAME,
    beat: { leads, life: options.life ?? 'any', ...(options.times && { times: options.times }) },
    handshake: options.isWelcome !== undefined,
    badFrame: options.badFrame ?? 'retry',
    session: (role) => (role === 'client' ? client : jsonSession(options, leads, 'server')),
    write: (message) => stringify(NAME, options.encode ? options.encode(message) : message),
  };
}

type Role = 'client' | 'server';
type Reader<In> = (message: unknown, signals: DialectSignals<In>) => boolean;

function jsonSession<In, Out>(
  options: JsonOptions<In, Out>,
  leads: Beat['leads'],
  role: Role,
): DialectSession<In> {
  const isLeader = leads === role;
  if (leads !== 'transport') checkComplete(options, leads, role, isLeader ? ['ping', 'isPong'] : ['isPing']);
  const readers = readersOf(options, role, isLeader);
  const decode = decoder(options.decode);
  const { ping, hello, announce } = options;
  return {
    ...(isLeader && { ping: () => stringify(NAME, typeof ping === 'function' ? ping() : ping) }),
    ...(role === 'server' && announce && { announce: (times) => stringify(NAME, announce(times)) }),
    ...(role === 'client' && hello && { hello: (attempt) => helloFrames(hello, attempt) }),
    read(frame, signals) {
      const message = parse(NAME, frame);
      if (!readers.some((read) => read(message, signals))) signals.data(decode(message));
    },
  };
}

/** What a message may be besides data, in the order in which it is looked for. */
function readersOf<In, Out>(
  options: JsonOptions<In, Out>,
  role: Role,
  isLeader: boolean,
): readonly Reader<In>[] {
  const { isPing, isPong, isWelcome, welcomeTimes, pong, isRefused } = options;
  const pings = when<In>(isPing, (message, signals) => {
    const reply = typeof pong === 'function' ? pong(message) : pong;
    signals.ping(reply === undefined ? undefined : stringify(NAME, reply));
  });
  const pongs = when<In>(isPong, (_, signals) => signals.pong());
  const beats = isLeader ? [pongs, pings] : [pings, pongs];
  if (role === 'server') return beats;
  const welcomes = when<In>(isWelcome, (message, signals) =>
    welcomeTimes ? signals.welcome(welcomeTimes(message)) : signals.welcome(),
  );
  return [refusals(isRefused), ...beats, welcomes];
}

function when<In>(
  matcher: JsonMatcher | undefined,
  act: (message: unknown, signals: DialectSignals<In>) => void,
): Reader<In> {
  if (!matcher) return () => false;
  const matches = typeof matcher === 'function' ? matcher : hasFields(Object.entries(matcher));
  return (message, signals) => {
    const isMatch = matches(message);
    if (isMatch) act(message, signals);
    return isMatch;
  };
}

function hasFields(fields: readonly (readonly [string, unknown])[]): (message: unknown) => boolean {
  return (message) => isObject(message) && fields.every(([field, value]) => message[field] === value);
}

function refusals<In>(isRefused: JsonOptions<In, never>['isRefused']): Reader<In> {
  return (message, signals) => {
    const refusal = isRefused?.(message);
    if (!refusal) return false;
    const { verdict, reason = '', retryAfter } = typeof refusal === 'string' ? { verdict: refusal } : refusal;
    signals.refuse(verdict, reason, retryAfter);
    return true;
  };
}

async function helloFrames(
  hello: NonNullable<JsonOptions<unknown, never>['hello']>,
  attempt: Attempt,
): Promise<string[]> {
  const messages = typeof hello === 'function' ? await hello(attempt) : hello;
  return messages.map((message) => stringify(NAME, message));
}

function checkComplete<In, Out>(
  options: JsonOptions<In, Out>,
  leads: Role,
  role: Role,
  needed: readonly ('ping' | 'isPong' | 'isPing')[],
): void {
  const missing = needed.find((name) => options[name] === undefined);
  if (!missing) return;
  const rule = `is needed on a ${role} where the ${leads} leads`;
  throw new OptionError('ERR_HEARTWIRE_MISSING_OPTION', `json.${missing}`, undefined, rule);
}
