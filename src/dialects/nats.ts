import type { Dialect, DialectSession, DialectSignals } from '../ports/dialect.ts';
import type { Verdict } from '../ports/loss.ts';
import type { Attempt } from '../ports/transport.ts';
import { badFrame, type JsonObject } from './json-frames.ts';
import { type Bytes, bytesOf, unitsOf } from './stream.ts';
import { checkedWireData } from './wire.ts';

const NAME = 'nats';

const PING = 'PING\r\n';
const LINE_FEED = 10;
/** No line is as long; the longest, `INFO` and `CONNECT`, carry lists of servers and tokens. */
const LONGEST_LINE = 1_048_576;

/** A line: its word, in a group where no payload follows the line, and the rest. */
const lineOf = /^(?:(INFO|CONNECT|P[IO]NG|\+OK|-ERR|(?:UN)?SUB)|H?MSG|H?PUB)(?=[ \t\r])([^\r\n]*)\r\n$/i;
/** The length of the payload ends its line. A server can be told to take up to 64 MiB, which are eight digits. */
const lastNumber = /[ \t](\d{1,8})$/;
const unauthorised = /authori[sz]ation violation|authentication (expired|revoked)/i;

const encoder = /* @__PURE__ */ new TextEncoder();
const encoded = (text: string): Bytes => encoder.encode(text);
/** Made when it is needed: React Native has none before 0.85. */
let decoder: TextDecoder | undefined;

/** Options of `nats()`. */
export interface NatsOptions {
  /**
   * What `CONNECT` says beside `"verbose":false,"pedantic":false`: `auth_token`, `user` and `pass`, `jwt`, `headers`. A function is asked on every
   * attempt, and once more where the server calls its credential wrong or expired; a rejection ends the attempt. Default: nothing.
   */
  readonly connect?: JsonObject | ((attempt: Attempt) => JsonObject | Promise<JsonObject>);
  /** Signs the nonce of a server that asks for it: `CONNECT` then has the result as `sig`. */
  readonly sign?: (nonce: string) => string;
}

/**
 * Carries the operations of a NATS server, one message each with its payload however they are spread over frames, and beats both ways.
 * Answers the server's `INFO` with `CONNECT` and `PING`; a link is open after the `PONG`. The app gets every operation but the beats, as
 * bytes with their line ends: `INFO`, `MSG`, `-ERR`; subscribing is its part, on each `open`.
 *
 * - Starts: both; the client always, the server's pings are answered.
 * - Interval: `heartbeat.pingInterval`, 25 s. First beat: an interval after the open.
 * - Reply owed: `PONG` to `PING`, either way. Nothing replaces a beat.
 * - Counts as life: any frame.
 * - Dead: two pings out and nothing heard when the third is due: three intervals after the last frame.
 * - Close codes: 1008, a slow consumer for one, means reconnect once a link was open, the others as in the table. `-ERR` before that is a
 *   refusal; a violation of authorization or an expired credential ends a link, as `refresh` where `connect` is a function, else `fatal`.
 *
 * A server half answers pings; its `INFO` is the app's to send. `write` takes text and binary, which go out as binary, and throws
 * `ERR_HEARTWIRE_INVALID_MESSAGE` on anything else. Source: the NATS client protocol.
 */
export function nats(options: NatsOptions = {}): Dialect<Bytes, string | ArrayBuffer | Bytes> {
  return {
    name: NAME,
    beat: {
      leads: 'client',
      life: 'any',
      keepAlive: 'always',
      times: { pingInterval: 25_000, pongTimeout: 50_000 },
    },
    handshake: true,
    session: (role) => (role === 'client' ? clientSession(options) : session(readAsServer)),
    write: (message) => (typeof message === 'string' ? encoded(message) : checkedWireData(NAME, message)),
    verdict: ({ code, wasOpen }) => (code === 1008 && wasOpen ? 'retry' : undefined),
  };
}

/** Reads an operation that is no ping: its word, which is empty where it has a payload, and the rest of its line. */
type Reader = (operation: Bytes, word: string, rest: string, signals: DialectSignals<Bytes>) => void;

function session(readOperation: Reader): DialectSession<Bytes> {
  const operations = unitsOf((bytes) => headOf(bytes)?.[2]);
  return {
    read(frame, signals) {
      operations(typeof frame === 'string' ? encoded(frame) : bytesOf(NAME, frame), (operation) => {
        const [word, rest] = headOf(operation) ?? ['', ''];
        if (operation[operation.length - 1] !== LINE_FEED) throw fault();
        if (word === 'PING') signals.ping(encoded('PONG\r\n'));
        else readOperation(operation, word, rest, signals);
      });
    },
  };
}

const readAsServer: Reader = (operation, word, _, signals) =>
  word === 'PONG' ? signals.pong() : signals.data(operation);

function clientSession({ connect = {}, sign }: NatsOptions): DialectSession<Bytes> {
  const onWrongCredential: Verdict = typeof connect === 'function' ? 'refresh' : 'fatal';
  let fields: JsonObject = {};
  let step: 'greeting' | 'connecting' | 'open' = 'greeting';
  return {
    ping: () => encoded(PING),
    async hello(attempt) {
      fields = typeof connect === 'function' ? await connect(attempt) : connect;
      return [];
    },
    ...session((operation, word, rest, signals) => {
      if (word === 'PONG') {
        if (step !== 'connecting') return signals.pong();
        step = 'open';
        return signals.welcome();
      }
      if (word === 'INFO' && step === 'greeting') {
        step = 'connecting';
        const nonce: unknown = sign && JSON.parse(rest).nonce;
        const signature = typeof nonce === 'string' && { sig: sign?.(nonce) };
        const command = JSON.stringify({ verbose: false, pedantic: false, ...fields, ...signature });
        signals.reply(encoded(`CONNECT ${command}\r\n${PING}`));
      }
      const refusal =
        word === '-ERR' && (unauthorised.test(rest) ? onWrongCredential : step !== 'open' && 'retry');
      if (refusal) return signals.refuse(refusal, rest);
      signals.data(operation);
    }),
  };
}

/** `size`: of the whole operation, in bytes. */
type Head = readonly [word: string, rest: string, size: number];

/** Reads the line that bytes begin with; `undefined` while its end has not come. */
function headOf(bytes: Bytes): Head | undefined {
  const end = bytes.indexOf(LINE_FEED) + 1;
  if (end === 0 && bytes.length < LONGEST_LINE) return undefined;
  decoder ??= new TextDecoder();
  const [line, word = '', rest = ''] = lineOf.exec(decoder.decode(bytes.subarray(0, end))) ?? [];
  const payload = word ? undefined : lastNumber.exec(rest.trimEnd())?.[1];
  if (!line || (!word && !payload)) throw fault();
  return [word.toUpperCase(), rest.trim(), payload ? end + Number(payload) + 2 : end];
}

const fault = (): Error => badFrame(NAME, 'that is no operation');
