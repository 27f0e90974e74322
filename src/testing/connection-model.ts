import type { AnyEventObject, AnyMachineSnapshot } from 'xstate';
import { browserTransport } from '../adapters/browser.ts';
import { raw } from '../dialects/raw.ts';
import { LossError } from '../errors.ts';
import { retryDelay, verdictOn } from '../judgement.ts';
import { connectionMachine } from '../machines/connection.ts';
import {
  type ConnectionContext,
  type ConnectionHost,
  type EffectName,
  effects,
  type Status,
  statusOf,
} from '../machines/connection-parts.ts';
import { beatOf, type ConnectionOptions, settingsOf } from '../options.ts';
import type { BeatTimes, Dialect } from '../ports/dialect.ts';
import type { Loss } from '../ports/loss.ts';
import { clockOf } from './test-model/clock.ts';
import { type TestModel, testModelOf } from './test-model-of.ts';

/** What the model is told about the world beside the connection's own options. */
export interface ConnectionModelOptions {
  /** The close codes that links are lost with. Default 1006 (cut), 1001 (retry), 4401 (refresh), 1008 (fatal). */
  readonly closes?: readonly number[];
  /** What the dialect's handshake negotiates. Default nothing. */
  readonly times?: Partial<BeatTimes>;
  /** What the environment's clock says at the start, in ms since the epoch. Default 1_700_000_000_000. */
  readonly now?: number;
  /** What the environment's `random()` always says, from 0 to 1. Default 0.5. */
  readonly random?: number;
  /** What else cannot happen, such as what a server under test must not do. Must be pure. Default: nothing. */
  readonly can?: (state: AnyMachineSnapshot, event: AnyEventObject) => boolean;
  /** As in `testModelOf`. */
  readonly longest?: number;
}

/** The context of a state of the model: the connection's own. */
export const contextOf = ({ context }: AnyMachineSnapshot): ConnectionContext => context;

/** The status in a state of the model. */
export const modelStatus = (state: AnyMachineSnapshot): Status => statusOf(state);

/**
 * Derives the test model of a connection with these options: what `createConnection(options)` must do, whatever comes. Guards,
 * updates, verdicts and delays are the library's own. Events beside those of the chart: `link.lost` with a `cause` whose
 * `closeCode` says how, `after.pingInterval` with `heardBefore` (a frame came that many ms before), `after.pongTimeout` with
 * `late`. The environment that a path is replayed in must stand still between events, and draw `random` every time.
 *
 * Throws an `OptionError` on options that `createConnection` refuses.
 */
export function connectionModel<In, Out>(
  options: ConnectionOptions<In, Out>,
  world: ConnectionModelOptions = {},
): TestModel {
  const { closes = [1006, 1001, 4401, 1008], times, now: start = 1_700_000_000_000, can, longest } = world;
  const host = hostOf(options, start, world.random ?? 0.5);
  const { retry, pingInterval } = host.policy;
  return testModelOf(connectionMachine, {
    input: { host: () => host },
    // Ways of the same length are tried in this order.
    events: [
      { type: 'connect' },
      ...closes.flatMap((code) => [true, false].map((wasOpen) => lost(code, wasOpen))),
      { type: 'socket.opened' },
      { type: 'handshake.completed', ...(times && { times }) },
      { type: 'after.pingInterval' },
      ...(pingInterval < Infinity
        ? [{ type: 'after.pingInterval', heardBefore: Math.ceil(pingInterval / 3) }]
        : []),
      { type: 'after.keepAlive' },
      { type: 'after.pongTimeout' },
      { type: 'after.pongTimeout', late: 60_000 },
    ],
    world: ({ host: before }: ConnectionContext, event, elapsed) => {
      const after = later(before(), event, start + elapsed);
      return { host: () => after };
    },
    can: (state, event) => canHappen(state, event) && (can?.(state, event) ?? true),
    key: (state) => {
      const { host: at, attempt, refreshes, pings, pingedAt } = contextOf(state);
      return [
        at().isOffline,
        Math.min(attempt, retry.limit === Infinity ? 1 : retry.limit),
        refreshes > 0,
        pings > 1,
        modelStatus(state) === 'open' && pingedAt > at().heardAt,
      ];
    },
    ...(longest !== undefined && { longest }),
  });
}

/** The loss of a link, by the code that it closed with. */
const lost = (closeCode: number, wasOpen: boolean): AnyEventObject => ({
  type: 'link.lost',
  cause: new LossError('ERR_HEARTWIRE_SOCKET_CLOSED', `The socket closed: ${closeCode}`, {
    closeCode,
    reason: '',
    wasClean: closeCode !== 1006,
    wasOpen,
  }),
});

const heard: readonly string[] = ['socket.opened', 'handshake.completed', 'peer.heard'];

/** The host in a world where `event` has come. */
function later(host: ConnectionHost, event: AnyEventObject, now: number): ConnectionHost {
  const { random } = host.environment;
  const heardAt = heard.includes(event.type) ? now : now - Number(event.heardBefore ?? Infinity);
  return {
    ...host,
    environment: { now: () => now, random },
    heardAt: Math.max(host.heardAt, heardAt),
    isOffline: event.type === 'network.offline' || (host.isOffline && event.type !== 'network.online'),
  };
}

/** A frame comes between the event before and the end of the ping interval. */
function canHappen(state: AnyMachineSnapshot, event: AnyEventObject): boolean {
  if (event.type === 'link.lost') return canBeLost(state, event.cause);
  const { now, timers } = clockOf(state);
  return event.heardBefore === undefined || (timers[0]?.due ?? 0) - event.heardBefore > now;
}

/** Before a link is open there is nobody to send a close frame, and a link that we close ends one way. */
function canBeLost(state: AnyMachineSnapshot, { closeCode, wasOpen = false }: Loss): boolean {
  const isOpen = ['open', 'awaiting-pong'].includes(modelStatus(state));
  const isCutOnly = state.matches({ live: { connecting: 'dialing' } }) || state.matches({ live: 'closing' });
  return wasOpen === isOpen && (!isCutOnly || closeCode === 1006);
}

/** A host that decides as a connection's does and acts on nothing. */
function hostOf<In, Out>(options: ConnectionOptions<In, Out>, start: number, chance: number): ConnectionHost {
  const { heartbeat, ...settings } = settingsOf(options);
  const { transport = browserTransport(), dialect = raw() as Dialect<never, never>, backoff } = options;
  const random = (): number => chance;
  const inert = Object.fromEntries(effects.map((name) => [name, nothing])) as Record<EffectName, () => void>;
  return {
    ...inert,
    policy: { ...settings, ...beatOf(heartbeat, options.heartbeat !== undefined, dialect, transport) },
    environment: { now: () => start, random },
    dialect,
    heardAt: 0,
    isOffline: false,
    judge: (cause) => verdictOn(cause, options.retry?.verdict, (close) => dialect.verdict?.(close)),
    backoff: (attempt, previous, cause) => retryDelay({ attempt, previous, cause, random }, backoff),
    openLink: nothing,
    discardLink: nothing,
  };
}

function nothing(): void {}
