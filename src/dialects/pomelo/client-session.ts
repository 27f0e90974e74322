import type { DialectSession, DialectSignals } from '../../ports/dialect.ts';
import type { Verdict } from '../../ports/loss.ts';
import { isObject, type JsonObject } from '../json-frames.ts';
import { type Agreement, agreementOf, plainAgreement } from './agreement.ts';
import { ByteReader } from './byte-reader.ts';
import { handshakePackage } from './codec.ts';
import { deliver } from './delivery.ts';
import { broken, refusalOf } from './faults.ts';
import { inflated, looksDeflated } from './inflate.ts';
import { Inflow } from './inflow.ts';
import { objectIn } from './json-body.ts';
import type { PomeloIncoming } from './message.ts';
import {
  clientTimes,
  type PomeloClientOptions,
  type PomeloCommonOptions,
  type PomeloEnd,
} from './options.ts';
import {
  emptyPackage,
  HANDSHAKE,
  HANDSHAKE_ACK,
  HEARTBEAT,
  KICK,
  type Package,
  packagesOf,
} from './packages.ts';
import type { PomeloState } from './state.ts';

type Options = PomeloClientOptions & PomeloCommonOptions & { readonly maxInflated: number };
type Signals = DialectSignals<PomeloIncoming>;

/** A client's view of one link. */
export function clientSession(options: Options, state: PomeloState): DialectSession<PomeloIncoming> {
  const { maxInflated, answersBeats = true } = options;
  let agreed: Agreement | undefined;
  let signals: Signals;

  const judge = (end: PomeloEnd, fallback: Verdict): Verdict => options.verdict?.(end) ?? fallback;

  function refused(code: number): void {
    const again = typeof options.user === 'function' ? 'refresh' : 'fatal';
    const fallback = code === 501 ? 'fatal' : code === 500 ? again : 'retry';
    signals.refuse(judge({ type: 'refused', code }, fallback), refusalOf(code));
  }

  function welcomed({ code, sys, user }: JsonObject): void {
    if (code !== 200) {
      refused(typeof code === 'number' ? code : Number.NaN);
      return;
    }
    const said = isObject(sys) ? sys : {};
    options.handshake?.(said, user);
    agreed = agreementOf(said, state.agreed);
    state.agreed = agreed;
    signals.reply(emptyPackage(HANDSHAKE_ACK));
    signals.welcome(clientTimes(said.heartbeat));
  }

  function answered(body: ByteReader): Promise<void> | undefined {
    if (agreed) return undefined;
    if (!looksDeflated(body.bytes[body.at])) return void welcomed(objectIn(body));
    return inflated(body.view(), maxInflated).then((bytes) => welcomed(objectIn(new ByteReader(bytes))));
  }

  function kicked(body: ByteReader): void {
    const { reason } = body.left > 0 ? objectIn(body) : {};
    const text = typeof reason === 'string' ? reason : '';
    signals.kick(text, judge({ type: 'kicked', reason: text }, 'fatal'));
  }

  function handle({ type, body }: Package): Promise<void> | undefined {
    if (type === HANDSHAKE) return answered(body);
    if (type === KICK) return void kicked(body);
    if (type === HANDSHAKE_ACK) throw broken('of no type');
    if (!agreed) return undefined;
    // A beat that answers none of ours tells no round trip.
    if (type === HEARTBEAT) return void (answersBeats ? signals.pong() : signals.ping());
    return deliver(body, { agreed, maxInflated, asked: (id) => state.asked(id) }, signals);
  }

  /** A dictionary or schemas that do not fit what comes in are asked for anew. */
  function forget(): void {
    state.agreed = plainAgreement;
  }

  const inflow = new Inflow(handle, (cause) => {
    forget();
    signals.fail(cause);
  });

  return {
    async hello(attempt) {
      const { user = {}, clientType = 'js-websocket', clientVersion = '0.0.1' } = options;
      const { dict, protos } = state.agreed;
      const sys = {
        ...{ type: clientType, version: clientVersion, rsa: {} },
        ...{ protoVersion: protos.version ?? 0, dictVersion: dict.version },
      };
      return [handshakePackage({ sys, user: typeof user === 'function' ? await user(attempt) : user })];
    },
    ping: () => emptyPackage(HEARTBEAT),
    read(frame, given) {
      signals = given;
      try {
        inflow.take(packagesOf(frame));
      } catch (cause) {
        forget();
        throw cause;
      }
    },
  };
}
