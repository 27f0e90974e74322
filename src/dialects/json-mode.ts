import type { Dialect, DialectSession, DialectSignals } from '../ports/dialect.ts';
import type { Frame } from '../ports/transport.ts';
import { badFrame, decoder, type JsonReading, parseObject, stringify } from './json-frames.ts';

const NAME = 'json-mode';
const HEART_BEAT = '{"mode":"HEART_BEAT","msg":"HEART_BEAT"}';

/** Options of `jsonMode()`. `decode` is given the `msg` of a message. */
export type JsonModeOptions<In> = JsonReading<unknown, In>;

/**
 * Carries data as the `msg` of `{"mode":"MESSAGE","msg":…}` and beats with `{"mode":"HEART_BEAT","msg":"HEART_BEAT"}`,
 * which the server echoes. The client leads, and any frame counts as life.
 *
 * A frame of another mode is passed over: it proves the peer alive and means nothing here, so that a server may grow new
 * modes without losing older clients. A frame without a mode, and a message without a `msg`, is a bad frame.
 *
 * Its `write` throws `ERR_HEARTWIRE_INVALID_MESSAGE` on what JSON cannot say.
 */
export function jsonMode<In = unknown>(options: JsonModeOptions<In> = {}): Dialect<In, unknown> {
  const decode = decoder(options.decode);
  const session = (beat: (signals: DialectSignals<In>, frame: Frame) => void): DialectSession<In> => ({
    read(frame, signals) {
      const { mode, msg } = parseObject(NAME, frame);
      if (typeof mode !== 'string') throw badFrame(NAME, 'without a mode');
      if (mode === 'HEART_BEAT') return beat(signals, frame);
      if (mode !== 'MESSAGE') return;
      if (msg === undefined) throw badFrame(NAME, 'of a message without a msg');
      signals.data(decode(msg));
    },
  });
  const client = { ...session((signals) => signals.pong()), ping: () => HEART_BEAT };
  const server = session((signals, frame) => signals.ping(frame));
  return {
    name: NAME,
    beat: { leads: 'client', life: 'any' },
    badFrame: options.badFrame ?? 'retry',
    session: (role) => (role === 'client' ? client : server),
    write: (message) => `{"mode":"MESSAGE","msg":${stringify(NAME, message)}}`,
  };
}
