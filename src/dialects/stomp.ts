import { OptionError } from '../errors.ts';
import type { BeatTimes, Dialect, DialectSession } from '../ports/dialect.ts';
import type { Attempt, Frame, WireData } from '../ports/transport.ts';
import { time } from '../rules.ts';
import { badFrame, invalidMessage } from './json-frames.ts';
import { checkRole } from './role.ts';
import { checkedWireData } from './wire.ts';

const NAME = 'stomp';
const BEAT = '\n';
const [LF, CR] = [10, 13];
/** What is looked at of a frame that opens the conversation: its headers are far shorter. */
const HEAD = 8_192;

/** The command and the headers of a frame, whole. */
const opening = /^[\r\n]*([A-Z]+)(?=\r?\n)(.*?)\r?\n\r?\n/s;
const heartBeatHeader = /^heart-beat:(.*)$/m;
const pair = /^\s*(\d{1,10})\s*,\s*(\d{1,10})\s*$/;
const speaksOurVersion = /^accept-version:(?:.*,)?\s*1\.2\s*(?:,.*)?$/m;
const messageHeader = /^message:(.*)$/m;

/** Made when it is needed: React Native has none before 0.85. */
let decoder: TextDecoder | undefined;

/** Headers of `CONNECT`: `host`, `login`, `passcode` and what else the broker knows. */
export type StompHeaders = { readonly [name: string]: string };

/** How often one end can beat, and how often it wants to hear from the other, in ms; 0 is not at all. */
export type HeartBeat = readonly [outgoing: number, incoming: number];

/** Options of `stomp()` and `stompServer()`. */
export interface StompServerOptions {
  /** What this end offers, in ms from 0; the greater of what both say is agreed on, for each direction. Default 10,000 and 10,000. */
  readonly heartBeat?: HeartBeat;
}

/** Options of `stomp()`. */
export interface StompOptions extends StompServerOptions {
  /** Sent with `CONNECT`. A function is asked on every attempt; a rejection ends the attempt. Default: `host:/` alone. */
  readonly headers?: StompHeaders | ((attempt: Attempt) => StompHeaders | Promise<StompHeaders>);
}

/**
 * Carries the frames of STOMP 1.2 as they are, text or binary, and keeps the heart-beat that both ends agree on. Sends `CONNECT`; a link is
 * open after `CONNECTED`, which the app gets as it gets everything but the beats: subscribing, and reading frames that a server splits, is its
 * part. The subprotocol is `v12.stomp`: `protocols: 'v12.stomp'`.
 *
 * - Starts: both, by a line feed.
 * - Interval: the greater of what one end can send and the other wants, ms, for each direction; none where either says 0. First beat: an interval
 *   after the open.
 * - Reply owed: none. Outgoing traffic does not replace a beat, though STOMP would allow it.
 * - Counts as life: any frame.
 * - Dead: two of the server's intervals after its last frame. Never by silence where it does not beat.
 * - Close codes: the table's; an `ERROR` before `CONNECTED` means reconnect, with its `message` as the reason.
 *
 * Where the server's interval is the shorter one, beats go out in that. For a client: `stompServer()` is the other end. `write` throws
 * `ERR_HEARTWIRE_INVALID_MESSAGE` on a beat and on what is neither text nor binary. Source: STOMP 1.2.
 *
 * @throws OptionError `ERR_HEARTWIRE_INVALID_TIME` for a `heartBeat` out of bounds; `ERR_HEARTWIRE_INVALID_OPTION` for headers that would break
 * the frame, and from `session('server')`
 */
export function stomp({ heartBeat, headers = {} }: StompOptions = {}): Dialect<Frame, WireData> {
  const offer = checkedOffer(heartBeat);
  if (typeof headers !== 'function') connectFrame(offer, headers);
  return {
    name: NAME,
    beat: {
      leads: 'client',
      life: 'any',
      keepAlive: 'always',
      reply: 'none',
      // As agreed with a server that offers the like.
      times: clientTimes(offer, [offer[1], offer[0]]),
    },
    handshake: true,
    session(role) {
      checkRole('client', role, 'stompServer');
      return clientSession(offer, headers);
    },
    write,
  };
}

/**
 * Carries the frames of STOMP 1.2 as `stomp()` does, at the server's end. `CONNECT` or `STOMP` opens the conversation and reaches the app, and
 * `announce` answers with `CONNECTED`: `supervise(wss, { dialect: stompServer(), announce: true })`. A client that does not speak 1.2 is refused.
 *
 * Beats as `stomp()` does, but never more often than the client, and gives it up after two of its intervals without a frame, as long as one
 * of ours may last on top. A client that offers no beats is sent none, and is not watched.
 *
 * @throws OptionError `ERR_HEARTWIRE_INVALID_TIME` for a `heartBeat` out of bounds; `ERR_HEARTWIRE_INVALID_OPTION` from `session('client')`
 */
export function stompServer({ heartBeat }: StompServerOptions = {}): Dialect<Frame, WireData> {
  const offer = checkedOffer(heartBeat);
  return {
    name: NAME,
    beat: { leads: 'server', life: 'any', reply: 'none', times: serverTimes(offer[1], offer[0]) },
    handshake: true,
    session(role) {
      checkRole('server', role, NAME);
      return serverSession(offer);
    },
    write,
  };
}

function write(message: WireData): WireData {
  if (typeof message !== 'string' || !isBeat(message)) return checkedWireData(NAME, message);
  throw invalidMessage(NAME, 'that is a beat');
}

function clientSession(
  offer: HeartBeat,
  headers: NonNullable<StompOptions['headers']>,
): DialectSession<Frame> {
  let isConnected = false;
  return {
    ping: () => BEAT,
    async hello(attempt) {
      return [connectFrame(offer, typeof headers === 'function' ? await headers(attempt) : headers)];
    },
    read(frame, signals) {
      if (isBeat(frame)) return signals.ping();
      const [, command, head = ''] = isConnected ? [] : openingOf(frame);
      if (command === 'CONNECTED') {
        isConnected = true;
        signals.welcome(clientTimes(offer, heartBeatOf(head)));
      }
      signals.data(frame);
      if (command === 'ERROR') signals.refuse('retry', messageHeader.exec(head)?.[1] ?? '');
    },
  };
}

function serverSession([outgoing, incoming]: HeartBeat): DialectSession<Frame> {
  let isConnected = false;
  let promised = 0;
  return {
    handshake: true,
    ping: () => BEAT,
    announce: () => `CONNECTED\nversion:1.2\nheart-beat:${promised},${incoming}\n\n\0`,
    read(frame, signals) {
      if (isBeat(frame)) return signals.ping();
      const [, command, head = ''] = isConnected ? [] : openingOf(frame);
      if (command === 'CONNECT' || command === 'STOMP') {
        if (!speaksOurVersion.test(head)) return signals.refuse('fatal', 'it does not speak version 1.2');
        isConnected = true;
        const [sends, wants] = heartBeatOf(head);
        const hears = agreed(sends, incoming);
        // A beat may have to wait until the client is heard, so none is promised more often than that.
        promised = hears && outgoing && Math.max(outgoing, hears);
        signals.welcome(serverTimes(hears, agreed(promised, wants)));
      }
      signals.data(frame);
    },
  };
}

/** The interval of one direction, in ms; 0 where either end wants no beats. */
function agreed(sends: number, wants: number): number {
  return sends && wants && Math.max(sends, wants);
}

function clientTimes([sends, wants]: HeartBeat, [theySend, theyWant]: HeartBeat): BeatTimes {
  const ours = agreed(sends, theyWant);
  const theirs = agreed(theySend, wants);
  if (!theirs) return { pingInterval: ours || Infinity, pongTimeout: Infinity };
  const pingInterval = Math.min(ours || theirs, theirs);
  return { pingInterval, pongTimeout: 2 * theirs - pingInterval };
}

function serverTimes(hears: number, beats: number): BeatTimes {
  if (!hears) return { pingInterval: Infinity, pongTimeout: Infinity };
  return { pingInterval: beats || hears, pongTimeout: 2 * hears };
}

function connectFrame(offer: HeartBeat, headers: StompHeaders): string {
  const lines = Object.entries({ host: '/', ...headers })
    .map(headerLine)
    .join('');
  return `CONNECT\naccept-version:1.2\nheart-beat:${offer}\n${lines}\n\0`;
}

/** `CONNECT` escapes nothing (STOMP 1.2, Value Encoding). The error quotes no value, which could be a secret. */
function headerLine([name, value]: readonly [string, unknown]): string {
  if (/^[^:\r\n\0]+$/.test(name) && typeof value === 'string' && !/[\r\n\0]/.test(value)) {
    return `${name}:${value}\n`;
  }
  const rule = `${JSON.stringify(name)} must have text of one line, and no colon in its name`;
  throw new OptionError('ERR_HEARTWIRE_INVALID_OPTION', 'stomp.headers', undefined, rule);
}

function checkedOffer([outgoing, incoming]: HeartBeat = [10_000, 10_000]): HeartBeat {
  // null stands for undefined, which the rules take for a default.
  const checked = (ms: number) => Math.ceil(time<number>(0)(ms ?? null, 'stomp.heartBeat'));
  return [checked(outgoing), checked(incoming)];
}

function isBeat(frame: Frame): boolean {
  if (typeof frame === 'string') return /^[\r\n]*$/.test(frame);
  return frame instanceof ArrayBuffer && new Uint8Array(frame).every((byte) => byte === LF || byte === CR);
}

/** The match of `opening` in a frame, where it is one. */
function openingOf(frame: Frame): readonly string[] {
  if (frame instanceof ArrayBuffer) {
    decoder ??= new TextDecoder();
    frame = decoder.decode(new Uint8Array(frame, 0, Math.min(HEAD, frame.byteLength)));
  }
  return (typeof frame === 'string' && opening.exec(frame.slice(0, HEAD))) || [];
}

function heartBeatOf(head: string): HeartBeat {
  const [, header = '0,0'] = heartBeatHeader.exec(head) ?? [];
  const [, sends, wants] = pair.exec(header) ?? [];
  if (sends && wants) return [Number(sends), Number(wants)];
  throw badFrame(NAME, 'whose heart-beat is no pair of times');
}
