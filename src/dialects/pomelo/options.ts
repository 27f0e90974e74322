import { MAX_TIME } from '../../defaults.ts';
import type { BeatTimes } from '../../ports/dialect.ts';
import type { Verdict } from '../../ports/loss.ts';
import type { Attempt } from '../../ports/transport.ts';
import { be } from '../../rules.ts';
import type { ProtoSource } from './proto-source.ts';

type Fields = { readonly [field: string]: unknown };

/** How a server ended a link: it refused the handshake with a code other than 200, or it kicked. */
export type PomeloEnd =
  | { readonly type: 'refused'; readonly code: number }
  | { readonly type: 'kicked'; readonly reason: string };

/** Options of a client's `pomelo()`. */
export interface PomeloClientOptions {
  /** The `user` of the handshake, or what gives it for each attempt. Default `{}`. */
  readonly user?: Fields | ((attempt: Attempt) => Fields | PromiseLike<Fields>) | undefined;
  /** What a server's client check is told. Default `js-websocket`. */
  readonly clientType?: string | undefined;
  /** Likewise. Default `0.0.1`. */
  readonly clientVersion?: string | undefined;
  /**
   * Whether the server answers each beat at once, as Pomelo and Pinus do. nano and Pitaya beat by themselves: then `false`, or a probe,
   * as after the machine slept, takes their silence for death. Default true.
   */
  readonly answersBeats?: boolean | undefined;
  /**
   * What a refusal or a kick means. Default, also for `undefined`: a kick and a 501 (the client check failed) are `fatal`; a 500 is
   * `refresh` where `user` is a function, which is asked once more, and `fatal` where it is not; other codes are `retry`.
   */
  readonly verdict?: ((end: PomeloEnd) => Verdict | undefined) | undefined;
}

/** Options of a server's `pomelo()`. Times in seconds, as in Pomelo's own. */
export interface PomeloServerOptions {
  /** How often clients beat, in seconds above 0. Default: no beats; then clients are asked by ping frames. */
  readonly heartbeat?: number | undefined;
  /** Silence after which a client is lost, in seconds. Only its beats count, data does not. Default twice `heartbeat`. */
  readonly timeout?: number | undefined;
  /** Whether a client that does not beat is lost. Default true. */
  readonly disconnectOnTimeout?: boolean | undefined;
  /** Whether a client of this type and version may come in; it gets a 501 otherwise. Default: all may. */
  readonly checkClient?: ((type: unknown, version: unknown) => boolean) | undefined;
  /** Routes that travel as codes: their places in the list, from 1. Up to 65,535. */
  readonly dict?: readonly string[] | undefined;
  /** Schemas of bodies, as in Pomelo's `clientProtos.json` and `serverProtos.json`; the other routes carry JSON. */
  readonly protos?:
    | { readonly client?: ProtoSource | undefined; readonly server?: ProtoSource | undefined }
    | undefined;
}

/** Options of both ends. */
export interface PomeloCommonOptions {
  /**
   * Told what the other end says in its handshake. On a client: before the link is open, and what it returns is not looked at; where it
   * throws, the handshake is a bad frame. On a server: what it returns, or resolves with, is the `user` of the answer; where it throws
   * or rejects, the client gets a 500.
   */
  readonly handshake?: ((sys: Fields, user: unknown) => unknown) | undefined;
  /** Most bytes that a deflated body may inflate to. Default 4,194,304. */
  readonly maxInflated?: number | undefined;
  /** Verdict on a frame that cannot be read. Default `retry`. */
  readonly badFrame?: Verdict | undefined;
}

/** Options of `pomelo()`, for whichever end it serves. */
export interface PomeloOptions extends PomeloClientOptions, PomeloServerOptions, PomeloCommonOptions {}

const size = /* @__PURE__ */ be(
  'a size in bytes from 1',
  (value) => typeof value === 'number' && value >= 1,
  4_194_304,
);

/** Checks what both ends need, and fills it in. */
export function checkedOptions<Options extends PomeloCommonOptions>(
  options: Options,
): Options & { readonly maxInflated: number } {
  return { ...options, maxInflated: size(options.maxInflated, 'pomelo.maxInflated') };
}

/** Twice as long is still a time that timers take. */
const MAX_SECONDS = 1_073_741;

/** Checks a server's times. A `timeout` needs a `heartbeat`. */
export function checkedServerOptions({ heartbeat, timeout }: PomeloServerOptions): void {
  const isTime = (value: unknown) => typeof value === 'number' && value >= 0.001 && value <= MAX_SECONDS;
  const seconds = be(`a time in s from 0.001 to ${MAX_SECONDS}`, isTime);
  seconds(timeout === undefined ? heartbeat : (heartbeat ?? null), 'pomelo.heartbeat');
  seconds(timeout, 'pomelo.timeout');
}

/** The server's deadline, in ms: a client is doubted an interval after its last beat, or half-way where the deadline is shorter. */
export function serverTimes({
  heartbeat,
  timeout,
  disconnectOnTimeout = true,
}: PomeloServerOptions): BeatTimes | undefined {
  if (heartbeat === undefined) return undefined;
  const deadline = 1_000 * (timeout ?? 2 * heartbeat);
  const pingInterval = Math.min(1_000 * heartbeat, deadline / 2);
  return { pingInterval, pongTimeout: disconnectOnTimeout ? deadline - pingInterval : Infinity };
}

/** A client's times, in ms, out of the seconds that the server says; none where it says none. */
export function clientTimes(heartbeat: unknown): BeatTimes {
  const isTime = typeof heartbeat === 'number' && heartbeat > 0;
  const interval = isTime ? Math.min(MAX_TIME, Math.max(1, 1_000 * heartbeat)) : Infinity;
  return { pingInterval: interval, pongTimeout: interval };
}
