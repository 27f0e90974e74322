import { json } from '../../src/dialects/json.ts';
import type { Dialect, DialectSignals } from '../../src/ports/dialect.ts';
import { asNote, type Note, PING, PONG, type Receipt } from '../messages.ts';

/** The demo's protocol as its server speaks it. While `isSilent` says so, pings are heard and not answered. */
export function notes(isSilent: () => boolean): Dialect<Note, Receipt> {
  const dialect = json<Note, Receipt>({
    ping: PING,
    isPong: PONG,
    isPing: PING,
    pong: PONG,
    decode: asNote,
  });
  return {
    ...dialect,
    session(role) {
      const session = dialect.session(role);
      return {
        ...session,
        read: (frame, signals) => session.read(frame, isSilent() ? unanswering(signals) : signals),
      };
    },
  };
}

const unanswering = (signals: DialectSignals<Note>): DialectSignals<Note> => ({
  data: (note) => signals.data(note),
  ping: () => signals.ping(),
  pong: () => signals.pong(),
  welcome: (times) => signals.welcome(times),
  reply: (data) => signals.reply(data),
  fail: (cause) => signals.fail(cause),
  refuse: (verdict, reason, retryAfter) => signals.refuse(verdict, reason, retryAfter),
  kick: (reason, verdict) => signals.kick(reason, verdict),
});
