import type { Dialect, DialectSession } from '../../ports/dialect.ts';
import { refusal } from '../../rules.ts';
import { plainAgreement } from './agreement.ts';
import { clientSession } from './client-session.ts';
import { bytesOf } from './codec.ts';
import { NAME } from './faults.ts';
import type { PomeloIncoming, PomeloOutgoing } from './message.ts';
import { checkedOptions, type PomeloClientOptions, type PomeloCommonOptions } from './options.ts';
import { PomeloState } from './state.ts';

type PomeloDialect = Dialect<PomeloIncoming, PomeloOutgoing>;

/** What the dialect is on a server. Apart, so that a page does not ship it. */
export interface ServerHalf {
  readonly agreed: PomeloState['agreed'];
  readonly beat: Partial<PomeloDialect['beat']>;
  session(): DialectSession<PomeloIncoming>;
  readonly bytesOf: typeof bytesOf;
}

/** The dialect, and what it remembers. Without a `server` it is a client's alone. */
export interface RememberingDialect {
  readonly dialect: PomeloDialect;
  readonly state: PomeloState;
}

export function rememberingDialect(
  given: PomeloClientOptions & PomeloCommonOptions,
  server?: ServerHalf,
): RememberingDialect {
  const options = checkedOptions(given);
  const state = new PomeloState(server?.agreed ?? plainAgreement);
  const write = server?.bytesOf ?? bytesOf;
  const dialect: PomeloDialect = {
    name: NAME,
    beat: {
      leads: 'client',
      life: 'any',
      keepAlive: 'always',
      ...(options.answersBeats === false && { reply: 'none' }),
      ...server?.beat,
    },
    handshake: true,
    badFrame: options.badFrame ?? 'retry',
    session(role) {
      if (role === 'client') return clientSession(options, state);
      if (server) return server.session();
      throw refusal('ERR_HEARTWIRE_INVALID_OPTION', 'dialect', 'is a client’s');
    },
    write(outgoing) {
      const bytes = write(outgoing, state.agreed);
      state.sent(outgoing);
      return bytes;
    },
  };
  return { dialect, state };
}
