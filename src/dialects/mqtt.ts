import type { BeatTimes, Dialect, DialectSession, DialectSignals } from '../ports/dialect.ts';
import type { Verdict } from '../ports/loss.ts';
import type { Attempt } from '../ports/transport.ts';
import { badFrame } from './json-frames.ts';
import { type Bytes, bytesOf, checkedBytes, unitsOf } from './stream.ts';

export { type MqttConnectOptions, mqttConnect } from './mqtt-connect.ts';

const NAME = 'mqtt';

// Types of packets: the first half byte (MQTT 5 section 2.1.2).
const CONNECT = 1;
const CONNACK = 2;
const PINGREQ = 12;
const PINGRESP = 13;
const DISCONNECT = 14;

/** Lengths of the properties of `CONNACK`, a digit each from 17 on, 0 for strings (MQTT 5 section 2.2.2.2). */
const propertySizes = '40200000000000002201104111';
const SERVER_KEEP_ALIVE = 19;
const USER_PROPERTY = 38;

/** Wrong user name, password or right, in MQTT 3.1.1 and 5. */
const wrongLogin: readonly number[] = [4, 5, 0x86, 0x87];
/** What a second try would meet again: a fault of ours, a ban, a move for good, and a session that another client took over. */
const hopeless: readonly number[] = [1, 2, 0x81, 0x82, 0x84, 0x85, 0x8a, 0x8c, 0x8e, 0x9d];

/** What `mqttConnect()` gives by default; a test compares them. */
const anonymous: Bytes = /* @__PURE__ */ Uint8Array.of(16, 12, 0, 4, 77, 81, 84, 84, 4, 2, 0, 25, 0, 0);

/** Options of `mqtt()`. */
export interface MqttOptions {
  /**
   * The `CONNECT` packet, such as `mqttConnect()` builds; its version and keep alive count. A function is asked on every attempt, and once
   * more where the broker calls the login wrong; a rejection ends the attempt. Default: `mqttConnect()`, without a login.
   */
  readonly connect?: Bytes | ((attempt: Attempt) => Bytes | Promise<Bytes>);
}

/**
 * Carries the packets of an MQTT broker (3.1.1 and 5), one message each however they are spread over frames, and beats with `PINGREQ`.
 * Sends `CONNECT`; a link is open after `CONNACK`, which the app gets like every packet but the beats: subscribing is its part, on each
 * `open`. The subprotocol is `mqtt`: `protocols: 'mqtt'`.
 *
 * - Starts: the client, always.
 * - Interval: the keep alive of `CONNECT`, or of an MQTT 5 broker's `CONNACK`, seconds; 0 means no beats. First beat: an interval after the
 *   open.
 * - Reply owed: `PINGRESP`. Outgoing traffic does not replace a beat, though MQTT would allow it.
 * - Counts as life: any frame.
 * - Dead: 1.5 × the interval after the last frame, as the broker judges us.
 * - Close codes: the table's. `CONNACK` and an MQTT 5 broker's `DISCONNECT` say more: a wrong login is `refresh` where `connect` is a
 *   function, else fatal; so is a session taken over, and all that a second try would meet again; the rest means reconnect.
 *
 * A server half takes the times of `CONNECT`, answers `PINGREQ`, and leaves `CONNACK` to the app. `write` throws
 * `ERR_HEARTWIRE_INVALID_MESSAGE` on what is not binary. Source: MQTT 3.1.1 and 5.0, OASIS.
 */
export function mqtt({ connect = anonymous }: MqttOptions = {}): Dialect<Bytes, ArrayBuffer | Bytes> {
  return {
    name: NAME,
    beat: { leads: 'client', life: 'any', keepAlive: 'always', times: timesOf(25) },
    handshake: true,
    session: (role) => (role === 'client' ? clientSession(connect) : serverSession()),
    write: (message) => checkedBytes(NAME, message),
  };
}

function clientSession(connect: NonNullable<MqttOptions['connect']>): DialectSession<Bytes> {
  const onWrongLogin: Verdict = typeof connect === 'function' ? 'refresh' : 'fatal';
  const verdictOf = (code: number): Verdict =>
    wrongLogin.includes(code) ? onWrongLogin : hopeless.includes(code) ? 'fatal' : 'retry';
  let keepAlive = 0;
  return {
    ping: () => Uint8Array.of(PINGREQ << 4, 0),
    async hello(attempt) {
      const packet = typeof connect === 'function' ? await connect(attempt) : connect;
      keepAlive = keepAliveOf(packet);
      return [packet];
    },
    read: reader((type, body, packet, signals) => {
      if (type === PINGRESP) return signals.pong();
      if (type === CONNACK) {
        const [, code = 0] = body;
        if (code) return signals.refuse(verdictOf(code), `CONNACK ${code}`);
        signals.welcome(timesOf(serverKeepAlive(body) ?? keepAlive));
      }
      signals.data(packet);
      if (type === DISCONNECT) {
        const [code = 0] = body;
        signals.kick(`DISCONNECT ${code}`, verdictOf(code));
      }
    }),
  };
}

const serverSession = (): DialectSession<Bytes> => ({
  handshake: true,
  read: reader((type, _, packet, signals) => {
    if (type === PINGREQ) return signals.ping(Uint8Array.of(PINGRESP << 4, 0));
    if (type === CONNECT) signals.welcome(timesOf(keepAliveOf(packet)));
    signals.data(packet);
  }),
});

type Reader = (type: number, body: Bytes, packet: Bytes, signals: DialectSignals<Bytes>) => void;

/** Reads frames packet by packet, each with its type and its body. */
function reader(read: Reader): DialectSession<Bytes>['read'] {
  const packets = unitsOf((bytes) => {
    // 0 is no type of packet.
    if ((bytes[0] ?? 16) < 16) throw malformed();
    return counted(bytes, 1)?.end;
  });
  return (frame, signals) =>
    packets(bytesOf(NAME, frame), (packet) => read((packet[0] ?? 0) >> 4, bodyOf(packet), packet, signals));
}

/** The keep alive of a `CONNECT` in seconds: behind the protocol's name, version and flags (MQTT 5 section 3.1.2). 0 where it is cut short. */
function keepAliveOf(connect: Bytes): number {
  const body = bodyOf(connect);
  return u16(body, 4 + u16(body, 0));
}

/** The keep alive among the properties of an MQTT 5 `CONNACK`, in seconds; `undefined` where the broker leaves it to us, as in 3.1.1. */
function serverKeepAlive(body: Bytes): number | undefined {
  for (let at = counted(body, 2)?.start ?? body.length; at < body.length; ) {
    const id = body[at] ?? 0;
    at += 1;
    if (id === SERVER_KEEP_ALIVE) return u16(body, at);
    at += Number(propertySizes[id - 17]) || 2 + u16(body, at);
    if (id === USER_PROPERTY) at += 2 + u16(body, at);
  }
  return undefined;
}

/** The times of a keep alive in seconds: the broker gives up after one and a half (MQTT 5 section 3.1.2.10). */
function timesOf(keepAlive: number): BeatTimes {
  const pingInterval = keepAlive * 1_000 || Infinity;
  return { pingInterval, pongTimeout: pingInterval / 2 };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** What a Variable Byte Integer counts off, from behind itself (MQTT 5 section 1.5.5); `undefined` while its last byte has not come. */
function counted(bytes: Bytes, at: number): Span | undefined {
  let length = 0;
  for (let digit = 0; digit < 4; digit += 1) {
    const byte = bytes[at + digit];
    if (byte === undefined) return undefined;
    length += (byte & 127) << (7 * digit);
    const start = at + digit + 1;
    if (byte < 128) return { start, end: start + length };
  }
  throw malformed();
}

const bodyOf = (packet: Bytes): Bytes => packet.subarray(counted(packet, 1)?.start);

const u16 = (bytes: Bytes, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

const malformed = (): Error => badFrame(NAME, 'that is not MQTT');
