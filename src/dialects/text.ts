import { HeartwireError, OptionError } from '../errors.ts';
import type { Dialect, DialectSession } from '../ports/dialect.ts';
import type { Frame, WireData } from '../ports/transport.ts';
import { checkedWireData } from './wire.ts';

/** Options of `text()`. */
export interface TextOptions {
  /** What the client sends to ask for a sign of life: not empty. Default `heart_beat`. */
  readonly ping?: string;
  /** The answer to it, or a function that knows an answer when it sees one. Default `ok`. */
  readonly pong?: string | ((text: string) => boolean);
}

/**
 * Beats by one word and its answer in text frames; every other frame is data, as it came. The client leads, and any frame
 * counts as life. A message equal to the answer is taken for one, so choose words that no message equals.
 *
 * Its `write` throws `ERR_HEARTWIRE_INVALID_MESSAGE` on the ping itself and on what is neither text nor binary.
 *
 * @throws OptionError `ERR_HEARTWIRE_INVALID_OPTION` for an empty word; from `session('server')` also where `pong` is a
 * function, since a server has to say the word
 */
export function text({ ping = 'heart_beat', pong = 'ok' }: TextOptions = {}): Dialect<Frame, WireData> {
  refuseUnless(typeof ping === 'string' && ping !== '', 'ping', ping, 'must be a string that is not empty');
  refuseUnless(
    typeof pong === 'function' || (typeof pong === 'string' && pong !== ''),
    'pong',
    pong,
    wordOrMatcher,
  );
  const isPong = typeof pong === 'function' ? pong : (frame: string) => frame === pong;
  const client: DialectSession<Frame> = {
    ping: () => ping,
    read: (frame, signals) =>
      typeof frame === 'string' && isPong(frame) ? signals.pong() : signals.data(frame),
  };
  return {
    name: 'text',
    beat: { leads: 'client', life: 'any' },
    session: (role) => (role === 'client' ? client : serverSession(ping, pong)),
    write(message) {
      if (message !== ping) return checkedWireData('text', message);
      throw new HeartwireError(
        'ERR_HEARTWIRE_INVALID_MESSAGE',
        `text: ${JSON.stringify(ping)} is its ping and cannot be data`,
      );
    },
  };
}

const wordOrMatcher = 'must be a function or a string that is not empty';

function serverSession(ping: string, pong: unknown): DialectSession<Frame> {
  if (typeof pong !== 'string') {
    throw new OptionError(
      'ERR_HEARTWIRE_INVALID_OPTION',
      'text.pong',
      pong,
      'must be a string on a server, which answers with it',
    );
  }
  return { read: (frame, signals) => (frame === ping ? signals.ping(pong) : signals.data(frame)) };
}

function refuseUnless(holds: boolean, option: string, value: unknown, rule: string): void {
  if (!holds) throw new OptionError('ERR_HEARTWIRE_INVALID_OPTION', `text.${option}`, value, rule);
}
