/** A rule that holds in a state, and a test that would fail without it. */
export interface Rule {
  /** One sentence. */
  readonly rule: string;
  readonly test: string;
  readonly file: string;
}

const scenario = (rule: string, test: string): Rule => ({
  rule,
  test,
  file: 'test/scenarios/rules.node.test.ts',
});
const api = (rule: string, test: string): Rule => ({ rule, test, file: 'test/scenarios/api.node.test.ts' });
const chart = (rule: string, test: string): Rule => ({
  rule,
  test,
  file: 'test/machines/connection.node.test.ts',
});

/** The rules of the connection by the path of the state that keeps them; '' is every state. */
export const rules: Readonly<Record<string, readonly Rule[]>> = {
  '': [
    scenario(
      '`reconnect()` dials from every state, at once, with the count of attempts reset.',
      'from %s it dials at once with the count reset',
    ),
    chart(
      'Every state that can be active has one tag, the public status.',
      'one tag a leaf: the public status',
    ),
  ],
  idle: [scenario('`reconnect()` dials from here too.', 'from idle it dials too')],
  live: [
    scenario(
      'There is never more than one socket, and one that was left is discarded.',
      'reconnect() from every state leaves one socket alive, and the old one is discarded',
    ),
    scenario(
      'What an older link says late is not heard.',
      'what a superseded link says late changes nothing',
    ),
    scenario(
      'A page that comes back from the browser’s cache dials at once.',
      'a page restored from the bfcache redials at once',
    ),
  ],
  'live.connecting': [
    scenario(
      'One deadline covers the whole attempt: a url, a dial or a handshake that hangs ends at `connectTimeout`.',
      'hanging protocols(), a silent server and a missing welcome end at the same deadline',
    ),
    scenario(
      'A restored page or `reconnect()` drops an attempt without a word: it had not opened.',
      '%s drops the attempt without a word and dials anew',
    ),
  ],
  'live.connecting.dialing': [
    scenario(
      'A `url()` that never settles ends at the deadline, and is told so.',
      'a url() that never settles ends at connectTimeout, and its signal fires',
    ),
  ],
  'live.connecting.handshaking': [
    api(
      'Times that the handshake negotiates steer the heartbeat of this link.',
      'negotiated times steer the heartbeat, and data is no life where only beats are',
    ),
    chart('They hold for this link and no other.', 'negotiated times hold for their link only'),
  ],
  'live.open': [
    scenario(
      'To open is not enough to start the count of attempts anew: a link must stay open for `stableAfter`.',
      'a server that accepts and drops is dialed by growing attempts',
    ),
    scenario('Then it does.', 'a link that stays open for stableAfter starts the count anew'),
  ],
  'live.open.alive': [
    scenario(
      'While data flows no ping goes out.',
      'while data flows no ping goes out, and the link stays open',
    ),
    scenario(
      'A change of network, a wake or a page that is shown asks for a ping at once; none of them drops the link.',
      '%s while open pings at once, with the shorter deadline',
    ),
    scenario(
      'A clock that was set back does not silence the heartbeat.',
      'a clock set back does not silence the heartbeat',
    ),
  ],
  'live.open.awaitingPong': [
    scenario(
      'A link that dies is reported at most `pingInterval` + `pongTimeout` after the last sign of life.',
      'a link that dies %i ms after a frame was heard is reported at most pingInterval + pongTimeout after that frame',
    ),
    scenario(
      'A deadline that fires late says that this side slept: it asks once more.',
      'a pong deadline that fires after a sleep sends one fresh ping, and a living link stays open',
    ),
    scenario(
      'But only once.',
      'only one: a link that stays silent is lost at the next deadline, late or not',
    ),
    scenario('Nothing puts the deadline off.', 'signals during a ping do not put its deadline off'),
    scenario(
      'Where the server beats, the same state is its time of grace: no ping goes out.',
      'the server is answered, and its silence for pingInterval + pongTimeout is a loss without a ping of ours',
    ),
  ],
  'live.closing': [
    api(
      '`close()` resolves at `closeTimeout`, whatever the peer does.',
      'on a frozen link resolves at closeTimeout',
    ),
    scenario('No signal brings the link back.', 'signals while closing do not bring the link back'),
  ],
  lost: [
    scenario(
      'A missed pong is a loss in the same tick: the `close` of a frozen socket is not waited for.',
      'a missed pong leads to backoff in the same tick, while the frozen socket says nothing',
    ),
    api(
      'A refused credential is asked for anew once; refused again, it is the end.',
      'refresh retries once; a second in a row is fatal',
    ),
    api(
      '`retry.limit` counts retries in a row.',
      'retry.limit counts retries in a row, then the connection has failed with the last cause',
    ),
  ],
  backoff: [
    api(
      'The `retry` event tells when the next attempt comes.',
      'the retry event tells attempt, delay, time and cause, and the dial comes then',
    ),
    chart('The delay is drawn once.', 'a retry draws its delay once, from the backoff, and counts'),
    scenario('Back online, the wait is cut to 500 ms at most.', 'online in backoff retries within 500 ms'),
  ],
  offline: [
    scenario(
      'The network flag can lie: every `offlineRetry` ± 25 % an attempt is made all the same.',
      'without a network it waits for online, with a jittered safety retry',
    ),
    scenario('These attempts do not count.', 'attempts made offline do not use up the retry limit'),
    scenario('A loopback url ignores the flag.', 'a loopback url ignores the flag (%s)'),
  ],
  closed: [
    scenario(
      'An explicit `close()` wins over every timer, network event and page event.',
      'no timer, network event or page event revives a closed connection',
    ),
    scenario('`connect()` undoes it.', 'connect() undoes it'),
  ],
  failed: [
    chart('Nothing but `reconnect()` leaves.', '%s on %s goes to %j'),
    {
      rule: 'What waits to be sent is dropped, each message with a `drop` event.',
      test: 'failing drops what waits, and later messages are refused',
      file: 'test/scenarios/outbox.node.test.ts',
    },
  ],
};
