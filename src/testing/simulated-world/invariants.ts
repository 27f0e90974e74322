/** What holds in every world, after every event. */
export const invariants = {
  'one-socket': 'A client holds at most one socket.',
  'socket-fits-status': 'Open means an open socket is held; waiting, closed or failed means none is.',
  'in-order':
    'What a link delivers comes in order, at most once, without a gap where the network loses nothing.',
  'older-links-are-mute': 'What an older link says is never heard.',
  'written-once': 'A message is written at most once, and those of one link in the order of acceptance.',
  'accounted-for': 'Each message is sent, dropped with a reason, or still queued: exactly one of them.',
  'outbox-bounds': 'The outbox stays within its bounds, and bufferedAmount says what waits.',
  'dead-link': 'A dead link is reported within pingInterval + pongTimeout of the last frame heard.',
  'healthy-link': 'A link that nothing disturbed is not given up.',
  'state-deadline': 'No state lasts longer than its deadline.',
  'nothing-lost': 'What is written on a link that loses nothing arrives, and an open link drains the outbox.',
  recovery: 'When the faults stop, every connection that has not ended for good opens within the bound.',
  'at-rest': 'A closed or failed connection holds no timer, no listener and no socket.',
  backoff: 'No attempt comes earlier than the backoff said.',
  'attempt-count': 'The count of attempts rises by one a retry and starts anew only when a link was stable.',
  'no-secret': 'No credential is in any error, event or record.',
  'status-chain': 'Each status event starts where the last one ended, and status is where the last one led.',
  'link-ends-once': 'Each open is followed by exactly one lost or closed.',
  'link-numbers': 'The numbers of links rise.',
  'retry-follows-loss': 'A loss that is not final is followed by a retry, or by waiting for the network.',
  'close-is-final': 'After close() nothing is delivered, opened or retried until connect() or reconnect().',
  'promises-settle': 'close(), probe() and opened() settle within their bounds.',
  'listeners-are-apart': 'A listener that throws is reported and keeps nobody else from hearing.',
} as const;

/** Name of an invariant. */
export type Invariant = keyof typeof invariants;

/** A world in which an invariant did not hold: which, for whom, what happened before, and how to see it again. */
export class WorldViolation extends Error {
  override name = 'WorldViolation';
  readonly invariant: Invariant;
  /** Number of the client, from 1; 0 for the world itself. */
  readonly client: number;
  readonly seed: number;
  /** What runs the same world again. */
  readonly replay: string;
  /** The last events of the world, oldest first. */
  readonly trace: readonly string[];

  constructor(
    invariant: Invariant,
    detail: string,
    world: Pick<WorldViolation, 'client' | 'seed' | 'replay' | 'trace'>,
  ) {
    const who = world.client === 0 ? 'the world' : `client ${world.client}`;
    const lines = [
      `${invariants[invariant]} (${invariant})`,
      `Not so for ${who} in the world of seed ${world.seed}: ${detail}`,
      'What happened last:',
      ...world.trace.map((line) => `  ${line}`),
      `Replay: ${world.replay}`,
    ];
    super(lines.join('\n'));
    this.invariant = invariant;
    this.client = world.client;
    this.seed = world.seed;
    this.replay = world.replay;
    this.trace = world.trace;
  }
}
