import { LATE_FLOOR, LATE_RATIO } from '../defaults.ts';
import { type LossCode, type LossDetails, LossError } from '../errors.ts';
import type { BeatTimes } from '../ports/dialect.ts';
import type { Loss } from '../ports/loss.ts';

/** What a peer is doing: the tag of its active state. */
export type PeerStatus = 'handshaking' | 'alive' | 'awaiting-pong' | 'draining' | 'gone';

/** The numbers that steer the chart of a peer. Times in ms; `Infinity` means never. */
export interface PeerPolicy {
  /** The heartbeat, where the dialect's handshake agrees on no other. */
  readonly times: BeatTimes;
  /** How long the dialect's handshake may take. */
  readonly handshakeTimeout: number;
  /** How long a first message that proves who the peer is may take. */
  readonly authenticationTimeout: number;
  /** How long a peer may take to answer our close frame. */
  readonly closeTimeout: number;
  /** Whether this side can ask for a sign of life. */
  readonly canPing: boolean;
  /** Whether a ping goes out every interval, whatever is heard: where the server leads, the client waits for it. */
  readonly beatsAlways: boolean;
  readonly needsHandshake: boolean;
  readonly needsAuthentication: boolean;
}

/** What the chart asks of the world: time, chance and facts of the peer. One world serves all peers. */
export interface PeerWorld {
  readonly policy: PeerPolicy;
  now(): number;
  /** Uniform in [0, 1). */
  random(): number;
  /** When the peer was last heard, by `now()`. */
  heardAt(peer: PeerContext): number;
}

/** A world with hands: what an actor of the chart runs in. */
export interface PeerHost extends PeerWorld, PeerEffects {}

type Effect = (peer: PeerContext, event: PeerEvent) => void;

/** What the chart asks of the world; each is an action of the same name. */
export type PeerEffects = Readonly<Record<PeerEffectName, Effect>>;

export interface PeerContext {
  /** A function, so that inspectors and persisted snapshots, which walk the context, do not see sockets. */
  readonly host: () => PeerWorld;
  /** The heartbeat: one object for all peers that agreed on no other. */
  readonly times: BeatTimes;
  /** Wait before the first ping: drawn, so that peers who came together are not asked together. */
  readonly phase: number;
  /** Pings sent since the peer was last heard. */
  readonly pings: number;
  /** When the last ping went out, by `now()`, and the pong deadline was armed; 0 before the first. */
  readonly pingedAt: number;
  readonly cause: Loss | undefined;
}

/** The context of an actor, whose host acts as well. */
export interface HostedPeer extends PeerContext {
  readonly host: () => PeerHost;
}

export type PeerEvent =
  | { type: 'handshake.completed'; times?: Partial<BeatTimes> | undefined }
  | { type: 'peer.authenticated' }
  | { type: 'peer.heard' }
  /** Start the close handshake, with the code and reason of the cause. */
  | { type: 'close'; cause: Loss }
  /** Let go at once, on our own account. */
  | { type: 'terminate'; cause: Loss }
  /** The peer broke a rule: as `close`, and it counts as lost. */
  | { type: 'peer.refused'; cause: Loss }
  /** The peer is dead or not to be had: let go at once. */
  | { type: 'peer.lost'; cause: Loss }
  /** The socket has closed. */
  | { type: 'socket.closed'; cause: Loss };

type PeerChange = Partial<Omit<PeerContext, 'host'>>;
type PeerUpdate = (context: PeerContext, event: PeerEvent) => PeerChange;
type Read<T> = (context: PeerContext) => T;

export const initialPeer = (host: () => PeerHost): HostedPeer => ({
  host,
  times: host().policy.times,
  phase: 0,
  pings: 0,
  pingedAt: 0,
  cause: undefined,
});

const lostBy = (code: LossCode, message: string, details: LossDetails): PeerChange => ({
  cause: new LossError(code, message, details),
});

export const peerUpdates = {
  takeTimes: ({ times }, event) =>
    event.type === 'handshake.completed' && event.times ? { times: { ...times, ...event.times } } : {},
  // A whole number: rows with fractions take more memory.
  drawPhase: ({ host, times }) =>
    host().policy.canPing ? { phase: Math.floor(host().random() * times.pingInterval) } : {},
  armPong: ({ host }) => ({ pings: 1, pingedAt: host().now() }),
  armPongAgain: ({ host, pings }) => ({ pings: pings + 1, pingedAt: host().now() }),
  recordCause: (_, event) => ('cause' in event ? { cause: event.cause } : {}),
  recordHandshakeTimeout: ({ host }) =>
    lostBy('ERR_HEARTWIRE_HANDSHAKE_TIMEOUT', `No handshake within ${host().policy.handshakeTimeout} ms.`, {
      wasOpen: false,
    }),
  recordAuthenticationTimeout: ({ host }) =>
    lostBy(
      'ERR_HEARTWIRE_AUTHENTICATION_TIMEOUT',
      `No credential within ${host().policy.authenticationTimeout} ms.`,
      { closeCode: 4401, reason: 'authentication timeout', wasOpen: false },
    ),
  recordPongTimeout: (context) =>
    lostBy(
      'ERR_HEARTWIRE_PONG_TIMEOUT',
      `No sign of life for ${context.host().now() - context.host().heardAt(context)} ms.`,
      { wasOpen: true },
    ),
} satisfies Record<string, PeerUpdate>;

const quiet = (context: PeerContext) => context.host().now() - context.host().heardAt(context);

const isFirst = ({ host, pingedAt }: PeerContext) => pingedAt === 0 && host().policy.canPing;

export const peerGuards = {
  needsNoHandshake: ({ host }) => !host().policy.needsHandshake,
  needsNoAuthentication: ({ host }) => !host().policy.needsAuthentication,
  /** The first ping keeps its phase whatever is heard, so that later ones do not fall together. A clock set back says nothing of the silence. */
  isQuiet: (context) =>
    isFirst(context) ||
    context.host().policy.beatsAlways ||
    quiet(context) < 0 ||
    quiet(context) >= context.times.pingInterval,
  /** A deadline that fires this late says that we were busy, not that the peer is dead. Once per silence. */
  isLate: ({ host, pingedAt, times: { pongTimeout }, pings }) =>
    pings < 2 && host().now() - pingedAt - pongTimeout > Math.max(LATE_FLOOR, pongTimeout * LATE_RATIO),
} satisfies Record<string, Read<boolean>>;

export const peerDelays = {
  handshakeTimeout: ({ host }) => host().policy.handshakeTimeout,
  authenticationTimeout: ({ host }) => host().policy.authenticationTimeout,
  closeTimeout: ({ host }) => host().policy.closeTimeout,
  pingInterval: (context) => {
    const { host, phase, times, pingedAt } = context;
    if (isFirst(context)) return phase - Math.max(0, quiet(context));
    if (!host().policy.beatsAlways) return times.pingInterval - Math.max(0, quiet(context));
    return Math.max(0, times.pingInterval - Math.max(0, host().now() - pingedAt));
  },
  pongTimeout: ({ times }) => times.pongTimeout,
} satisfies Record<string, Read<number>>;

/** Names of the effects, which the host carries out. */
export const peerEffects = [
  'announcePeer',
  'announceLost',
  'announceGone',
  'sendPing',
  'sendClose',
  'terminate',
] as const;

export type PeerEffectName = (typeof peerEffects)[number];
