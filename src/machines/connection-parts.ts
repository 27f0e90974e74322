import { LATE_FLOOR, LATE_RATIO, SOON_WINDOW } from '../defaults.ts';
import { type LossCode, LossError } from '../errors.ts';
import type { Beat, BeatTimes } from '../ports/dialect.ts';
import type { Environment } from '../ports/environment.ts';
import type { Loss, Verdict } from '../ports/loss.ts';

/** What a connection is doing, for everyone outside the chart: the tag of the active state. */
export type Status =
  | 'idle'
  | 'connecting'
  | 'open'
  | 'awaiting-pong'
  | 'backoff'
  | 'offline'
  | 'closing'
  | 'closed'
  | 'failed';

/** The status in a snapshot of the connection's actor, for `useSelector` and inspectors. */
export const statusOf = ({ tags }: { readonly tags: ReadonlySet<string> }): Status => [...tags][0] as Status;

/** The numbers that steer the chart. Times in ms; `Infinity` means never. */
export interface ConnectionPolicy extends BeatTimes {
  readonly keepAlive: 'when-quiet' | 'always';
  readonly connectTimeout: number;
  readonly closeTimeout: number;
  readonly probeTimeout: number;
  readonly offlineRetry: number;
  readonly retry: { readonly limit: number; readonly stableAfter: number };
  /** Whether this side can ask for a sign of life. */
  readonly canPing: boolean;
}

/** What the chart needs from outside: time, chance and facts of the link, and hands that act. */
export interface ConnectionHost extends ConnectionEffects {
  readonly policy: ConnectionPolicy;
  readonly environment: Pick<Environment, 'now' | 'random'>;
  readonly dialect: { readonly handshake?: boolean; readonly beat?: Pick<Beat, 'first' | 'reply'> };
  /** When the peer was last heard, by the environment's clock. */
  readonly heardAt: number;
  /** Whether the platform says that there is no network between here and the url. */
  readonly isOffline: boolean;
  judge(cause: Loss): Verdict;
  /** The delay before retry number `attempt`, in ms. */
  backoff(attempt: number, previous: number, cause: Loss): number;
  /** Starts a link, which reports in events. */
  openLink(input: LinkInput): void;
  /** Lets go of the link's socket, for good. */
  discardLink(): void;
}

/** What an actor of the chart is created with. */
export interface ConnectionInput {
  readonly host: () => ConnectionHost;
}

type Effect = (context: ConnectionContext, event: ConnectionEvent) => void;

/** What the chart asks of the world; each is an action of the same name. */
export type ConnectionEffects = Readonly<Record<EffectName, Effect>>;

export interface ConnectionContext extends BeatTimes {
  /** A function, so that inspectors and persisted snapshots, which walk the context, do not see options and credentials. */
  readonly host: () => ConnectionHost;
  /** Number of the latest link; 0 before the first. */
  readonly link: number;
  /** Retries in a row since a link was last stable. */
  readonly attempt: number;
  /** Verdicts of `refresh` since a link was last stable. */
  readonly refreshes: number;
  /** Pings sent since the peer was last heard. */
  readonly pings: number;
  /** When the last ping went out; when the link opened, before the first; 0 before that. */
  readonly pingedAt: number;
  /** When the deadline that now runs was armed. */
  readonly armedAt: number;
  /** How long the last ping may stay unanswered. */
  readonly pongDelay: number;
  /** The wait in `backoff` or `offline`. */
  readonly delay: number;
  /** The last delay that the backoff drew in this row. */
  readonly previous: number;
  readonly cause: Loss | undefined;
  readonly verdict: Verdict;
}

export type ConnectionEvent =
  | { type: 'connect' }
  | { type: 'reconnect' }
  | { type: 'close'; code?: number | undefined; reason?: string | undefined }
  | { type: 'probe' }
  | { type: 'socket.opened' }
  | { type: 'handshake.completed'; times?: Partial<BeatTimes> | undefined }
  | { type: 'peer.heard' }
  | { type: 'link.lost'; cause: Loss }
  | { type: 'network.online' }
  | { type: 'network.offline' }
  | { type: 'page.woken' }
  | { type: 'page.restored' };

/** What a link starts with. */
export type LinkInput = Pick<ConnectionContext, 'host' | 'attempt' | 'cause' | 'verdict'>;

/** A context update: what changes, and nothing else happens. */
export type Update = (context: ConnectionContext, event: ConnectionEvent) => Partial<ConnectionContext>;
type Read<T> = (context: ConnectionContext) => T;

const fresh = { attempt: 0, refreshes: 0, previous: 0, verdict: 'retry' as const };

export const initialContext = (host: () => ConnectionHost): ConnectionContext => ({
  // Named one by one: a spread at the head takes ten times as long.
  attempt: 0,
  refreshes: 0,
  previous: 0,
  verdict: 'retry',
  host,
  pingInterval: 0,
  pongTimeout: 0,
  link: 0,
  pings: 0,
  pingedAt: 0,
  armedAt: 0,
  pongDelay: 0,
  delay: 0,
  cause: undefined,
});

const lost = ({ host }: ConnectionContext, cause: Loss) => ({ cause, verdict: host().judge(cause) });

const lostBy = (context: ConnectionContext, code: LossCode, message: string) =>
  lost(context, new LossError(code, message, { wasOpen: context.pingedAt > 0 }));

const pinged = ({ host }: ConnectionContext, pings: number, pongDelay: number) => {
  const now = host().environment.now();
  return { pings, pingedAt: now, armedAt: now, pongDelay };
};

const now = ({ host }: ConnectionContext) => host().environment.now();

const answers = ({ host }: ConnectionContext) => host().dialect.beat?.reply !== 'none';

const shortPong = (context: ConnectionContext) =>
  answers(context) ? Math.min(context.host().policy.probeTimeout, context.pongTimeout) : context.pongTimeout;

const waiting = ({ host }: ConnectionContext, delay: number) => ({
  delay,
  armedAt: host().environment.now(),
});

export const updates = {
  numberLink: ({ link, host }) => {
    const { pingInterval, pongTimeout } = host().policy;
    return { link: link + 1, pingedAt: 0, pingInterval, pongTimeout };
  },
  /** `heartbeat: false` is Infinity, and stays. */
  takeTimes: ({ pingInterval }, event) => ({
    ...(event.type === 'handshake.completed' && pingInterval < Infinity && event.times),
  }),
  startBeat: (context) => {
    const { host, pingInterval } = context;
    const isRandom = host().dialect.beat?.first === 'random' && pingInterval < Infinity;
    return { pingedAt: now(context) - (isRandom ? host().environment.random() * pingInterval : 0) };
  },
  resetAttempts: () => fresh,
  armPong: (context) => pinged(context, 1, context.pongTimeout),
  armProbe: (context) => pinged(context, 1, shortPong(context)),
  /** The beats go on by themselves: none is due now. */
  armDeadline: (context) => ({ pings: 1, armedAt: now(context), pongDelay: context.pongTimeout }),
  noteBeat: (context) => ({ pingedAt: now(context) }),
  armPongAgain: (context) => pinged(context, context.pings + 1, shortPong(context)),
  recordLoss: (context, event) => (event.type === 'link.lost' ? lost(context, event.cause) : {}),
  recordConnectTimeout: (context) =>
    lostBy(
      context,
      'ERR_HEARTWIRE_CONNECT_TIMEOUT',
      `No open link within ${context.host().policy.connectTimeout} ms.`,
    ),
  recordPongTimeout: (context) =>
    lostBy(
      context,
      'ERR_HEARTWIRE_PONG_TIMEOUT',
      `No sign of life for ${context.host().environment.now() - context.host().heardAt} ms.`,
    ),
  recordSuperseded: (context) => lostBy(context, 'ERR_HEARTWIRE_SUPERSEDED', 'Given up for a new link.'),
  scheduleRetry: (context) => {
    const { host, cause, verdict, previous } = context;
    const attempt = context.attempt + 1;
    const delay = cause ? host().backoff(attempt, previous, cause) : 0;
    const refreshes = context.refreshes + (verdict === 'refresh' ? 1 : 0);
    return { ...waiting(context, delay), attempt, previous: delay, refreshes };
  },
  scheduleSoon: (context) => {
    const { host, armedAt, delay } = context;
    const rest = Math.max(0, armedAt + delay - host().environment.now());
    return waiting(context, Math.min(rest, host().environment.random() * SOON_WINDOW));
  },
  scheduleOfflineRetry: (context) =>
    waiting(context, context.host().policy.offlineRetry * (0.75 + context.host().environment.random() / 2)),
} satisfies Record<string, Update>;

const quiet = (context: ConnectionContext) => now(context) - context.host().heardAt;
/** Beats that nobody answers have no silence to wait for. */
const beatsAlways = ({ host, pongTimeout }: ConnectionContext) =>
  host().policy.keepAlive === 'always' || pongTimeout === Infinity;

/** A clock that was set back says nothing of the silence: then a ping is due. */
const isOver = (elapsed: number, interval: number) => elapsed < 0 || elapsed >= interval;

const isSilent = (context: ConnectionContext) =>
  context.pongTimeout < Infinity && isOver(quiet(context), context.pingInterval);
const isBeatDue = (context: ConnectionContext) =>
  isOver(now(context) - context.pingedAt, context.pingInterval);

const untilBeat = (context: ConnectionContext) =>
  context.pingInterval - Math.max(0, now(context) - context.pingedAt);
const untilQuiet = (context: ConnectionContext) =>
  context.pongTimeout === Infinity ? Infinity : context.pingInterval - Math.max(0, quiet(context));

export const guards = {
  needsHandshake: ({ host }) => host().dialect.handshake === true,
  /** Where no beats were agreed, or nobody answers them, a probe proves nothing. */
  canPing: (context) =>
    context.host().policy.canPing && context.pingInterval < Infinity && context.pongTimeout < Infinity,
  isOffline: ({ host }) => host().isOffline,
  isDone: ({ verdict }) => verdict === 'done',
  isFatal: ({ verdict, refreshes }) => verdict === 'fatal' || (verdict === 'refresh' && refreshes > 0),
  isSuperseded: ({ cause }) => cause?.code === 'ERR_HEARTWIRE_SUPERSEDED',
  isExhausted: ({ host, attempt }) => attempt >= host().policy.retry.limit,
  /** Time to ask: nothing was heard for the interval, and no beat went out by itself. */
  isQuiet: (context) => isSilent(context) && (!beatsAlways(context) || isBeatDue(context)),
  /** The last beat should have been answered by now. */
  isOverdue: isSilent,
  isBeatDue: (context) => beatsAlways(context) && isBeatDue(context),
  /** Rule 9: a deadline that fires this late says that we were asleep, not that the peer is dead. Once per silence. */
  isLate: ({ host, armedAt, pongDelay, pings }) =>
    pings < 2 &&
    host().environment.now() - armedAt - pongDelay > Math.max(LATE_FLOOR, pongDelay * LATE_RATIO),
} satisfies Record<string, Read<boolean>>;

export const delays = {
  connectTimeout: ({ host }) => host().policy.connectTimeout,
  closeTimeout: ({ host }) => host().policy.closeTimeout,
  stableAfter: ({ host }) => host().policy.retry.stableAfter,
  /** Where beats go out always, whichever comes first: the next beat or the silence. */
  pingInterval: (context) => {
    if (!beatsAlways(context)) return untilQuiet(context);
    return Math.max(0, Math.min(untilBeat(context), untilQuiet(context)));
  },
  pongTimeout: (context) => context.pongDelay - Math.max(0, now(context) - context.armedAt),
  keepAlive: (context) => (beatsAlways(context) ? Math.max(0, untilBeat(context)) : Infinity),
  backoffDelay: ({ delay }) => delay,
  offlineRetry: ({ delay }) => delay,
} satisfies Record<string, Read<number>>;

/** Names of the effects, which the host carries out. */
export const effects = [
  'sendPing',
  'sendClose',
  'flushOutbox',
  'closeOutbox',
  'failOutbox',
  'watchEnvironment',
  'ignoreEnvironment',
  'announceOpen',
  'announceLost',
  'announceRetry',
  'announceFailed',
  'announceClosed',
] as const;

export type EffectName = (typeof effects)[number];
