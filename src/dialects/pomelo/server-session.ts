import type { DialectSession, DialectSignals } from '../../ports/dialect.ts';
import { isObject, type JsonObject } from '../json-frames.ts';
import type { ByteReader } from './byte-reader.ts';
import { handshakePackage } from './codec.ts';
import { deliver } from './delivery.ts';
import { broken, refusalOf } from './faults.ts';
import { Inflow } from './inflow.ts';
import { objectIn } from './json-body.ts';
import type { PomeloHandshake, PomeloIncoming } from './message.ts';
import type { PomeloOptions } from './options.ts';
import {
  emptyPackage,
  HANDSHAKE,
  HANDSHAKE_ACK,
  HEARTBEAT,
  KICK,
  type Package,
  packagesOf,
} from './packages.ts';
import type { ServerTerms } from './server-terms.ts';

type Options = PomeloOptions & { readonly maxInflated: number };
type Signals = DialectSignals<PomeloIncoming>;

const heartbeat = emptyPackage(HEARTBEAT);

/** A server's view of one client: its handshake, our answer, its acknowledgement, and only then beats and messages. */
export function serverSession(options: Options, terms: ServerTerms): DialectSession<PomeloIncoming> {
  const { maxInflated } = options;
  const beats = options.heartbeat !== undefined;
  const reading = { agreed: terms.agreed, maxInflated, asked: () => undefined };
  let state: 'new' | 'asked' | 'answered' | 'working' = 'new';
  let client: PomeloHandshake;
  let signals: Signals;

  function refuse(code: 500 | 501): void {
    signals.reply(handshakePackage({ code }));
    signals.refuse(code === 501 ? 'fatal' : 'retry', refusalOf(code));
  }

  function answer(sys: JsonObject, user: unknown): void {
    const frame = handshakePackage({ code: 200, sys: terms.answerTo(sys), user });
    state = 'answered';
    signals.reply(frame);
  }

  function decide({ sys, user }: PomeloHandshake): void {
    if (options.checkClient?.(sys.type, sys.version) === false) {
      refuse(501);
      return;
    }
    const answered = options.handshake?.(sys, user);
    if (!isPromise(answered)) answer(sys, answered);
    else answered.then((value) => answer(sys, value)).then(undefined, () => refuse(500));
  }

  /** What is no JSON object, or has no `sys`, gets a 500 like a user that is refused. */
  function asked(body: ByteReader): void {
    if (state !== 'new') return;
    state = 'asked';
    try {
      const { sys, user } = objectIn(body);
      if (!isObject(sys)) throw broken('without sys');
      client = { type: 'handshake', sys, user };
      decide(client);
    } catch {
      refuse(500);
    }
  }

  function acknowledged(): void {
    if (state !== 'answered') return;
    state = 'working';
    if (beats) signals.ping(heartbeat);
    signals.welcome();
    signals.data(client);
  }

  function handle({ type, body }: Package): Promise<void> | undefined {
    if (type === HANDSHAKE) return void asked(body);
    if (type === HANDSHAKE_ACK) return void acknowledged();
    if (type === KICK) throw broken('of no type');
    if (state !== 'working') return undefined;
    if (type !== HEARTBEAT) return deliver(body, reading, signals);
    if (beats) signals.ping(heartbeat);
    return undefined;
  }

  const inflow = new Inflow(handle, (cause) => signals.fail(cause));

  return {
    handshake: true,
    read(frame, given) {
      signals = given;
      inflow.take(packagesOf(frame));
    },
  };
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
