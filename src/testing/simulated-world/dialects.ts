import { controlFrames } from '../../dialects/control-frames.ts';
import { json } from '../../dialects/json.ts';
import { jsonEvent } from '../../dialects/json-event.ts';
import { jsonMode } from '../../dialects/json-mode.ts';
import { jsonType } from '../../dialects/json-type.ts';
import { raw } from '../../dialects/raw.ts';
import { text } from '../../dialects/text.ts';
import type { Dialect } from '../../ports/dialect.ts';
import type { Frame } from '../../ports/transport.ts';
import { SECRET } from './secrets.ts';

/** A dialect as a world speaks it, on both sides. */
export interface WorldDialect {
  /** For traces and reports. */
  readonly name: string;
  /** Builds the dialect of one client; the server speaks it by `session('server')`. */
  readonly create: () => Dialect;
  /** Wraps a label into a message that either side can write. Default: the label, a string. */
  readonly message?: (label: string) => unknown;
  /** What the server answers to a client's first frames, where the dialect has a handshake. */
  readonly welcome?: unknown;
  /** The message with which the server refuses a client. Default: it closes with 4401. */
  readonly refusal?: unknown;
  /** Whether a frame proves the peer alive, for dialects in which not every one does. Default: each does. */
  readonly isLife?: (frame: Frame) => boolean;
}

const beats = {
  ping: { type: 'ping' },
  isPing: { type: 'ping' },
  pong: { type: 'pong' },
  isPong: { type: 'pong' },
} as const;

const token = { type: 'hello', token: SECRET };

/** The dialects that worlds are peopled with unless told otherwise. */
export const worldDialects: readonly WorldDialect[] = [
  { name: 'raw', create: raw },
  { name: 'control-frames', create: () => controlFrames() },
  {
    name: 'control-frames, the server leads',
    create: () => controlFrames({ leads: 'server', times: { pingInterval: 5_000, pongTimeout: 3_000 } }),
  },
  { name: 'text', create: () => text() },
  { name: 'json', create: () => json(beats) },
  {
    name: 'json with a handshake',
    create: () =>
      json({
        ...beats,
        hello: async () => [token],
        isWelcome: { type: 'welcome' },
        isRefused: (message) => (Reflect.get(Object(message), 'type') === 'refused' ? 'refresh' : undefined),
      }),
    welcome: { type: 'welcome' },
    refusal: { type: 'refused' },
  },
  {
    name: 'json-event',
    create: () => jsonEvent({ auth: async () => SECRET, enter: { name: 'client', roomId: 1 } }),
    message: (label) => ({ event: 'message', message: label }),
    refusal: { event: 'noAuth' },
  },
  { name: 'json-mode', create: () => jsonMode() },
  {
    name: 'json-type',
    create: () => jsonType(),
    message: (label) => ({ type: 'message', text: label }),
    isLife: (frame) => typeof frame === 'string' && frame.includes('"status":"pong"'),
  },
];
