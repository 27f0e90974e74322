import fc from 'fast-check';
import type { AnyStateMachine } from 'xstate';
import { LossError } from '../../../src/errors.ts';
import { connectionMachine } from '../../../src/machines/connection.ts';
import * as connection from '../../../src/machines/connection-parts.ts';
import type { Parts } from '../../../src/machines/parts.ts';
import { peerMachine } from '../../../src/machines/peer.ts';
import * as peer from '../../../src/machines/peer-parts.ts';
import type { Verdict } from '../../../src/ports/loss.ts';

export type Event = { readonly type: string };
/** Everything that a guard or an update may ask of the world. */
export type Facts = Readonly<Record<string, unknown>>;

/** A chart, the functions behind it, and what can be true of the world around it. */
export interface Subject {
  readonly machine: AnyStateMachine;
  readonly parts: Parts<never, never>;
  readonly effects: readonly string[];
  readonly context: (host: () => never) => object;
  /** A host whose facts are the ones at hand. */
  readonly hostOf: (facts: () => Facts) => object;
  readonly facts: fc.Arbitrary<Facts>;
  readonly events: readonly Event[];
}

export const nothing = () => {};
const effectsOf = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, nothing]));
export const cause = new LossError('ERR_HEARTWIRE_SOCKET_CLOSED', 'gone', { closeCode: 1011, wasOpen: true });
const times = { pingInterval: 700, pongTimeout: 300 };
const peerTimes = { pingInterval: 1_000, pongTimeout: 500 };

export const connectionSubject: Subject = {
  machine: connectionMachine,
  parts: { updates: connection.updates, guards: connection.guards, delays: connection.delays } as never,
  effects: connection.effects,
  context: connection.initialContext as never,
  hostOf: (facts) => ({
    ...effectsOf(connection.effects),
    get policy() {
      return {
        ...{ pingInterval: 1_000, pongTimeout: 500, keepAlive: facts().keepAlive, connectTimeout: 10_000 },
        ...{ closeTimeout: 2_000, probeTimeout: 400, offlineRetry: 60_000, canPing: facts().canPing },
        retry: { limit: facts().limit, stableAfter: 5_000 },
      };
    },
    environment: { now: () => facts().now, random: () => facts().chance },
    get dialect() {
      return { handshake: facts().handshake };
    },
    get heardAt() {
      return facts().heardAt;
    },
    get isOffline() {
      return facts().isOffline;
    },
    judge: () => facts().verdict,
    backoff: (attempt: number) => attempt * 100,
    openLink: nothing,
    discardLink: nothing,
  }),
  facts: fc
    .record({
      silence: fc.integer({ min: -500, max: 2_000 }),
      now: fc.integer({ min: 0, max: 10_000 }),
      chance: fc.constantFrom(0, 0.25, 0.75),
      canPing: fc.boolean(),
      keepAlive: fc.constantFrom('when-quiet', 'always'),
      handshake: fc.boolean(),
      isOffline: fc.boolean(),
      limit: fc.constantFrom(0, 3, 3, Infinity),
      verdict: fc.constantFrom<Verdict>('retry', 'retry', 'retry', 'refresh', 'fatal', 'done'),
    })
    .map(({ silence, ...facts }) => ({ ...facts, heardAt: facts.now - silence })),
  events: [
    ...['connect', 'connect', 'reconnect', 'close', 'probe', 'socket.opened', 'socket.opened'],
    ...['handshake.completed', 'peer.heard', 'network.online', 'network.offline', 'page.woken'],
    'page.restored',
  ]
    .map((type): Event => ({ type }))
    .concat([{ type: 'link.lost', cause } as Event, { type: 'handshake.completed', times } as Event]),
};

export const peerSubject: Subject = {
  machine: peerMachine,
  parts: { updates: peer.peerUpdates, guards: peer.peerGuards, delays: peer.peerDelays } as never,
  effects: peer.peerEffects,
  context: peer.initialPeer as never,
  hostOf: (facts) => ({
    ...effectsOf(peer.peerEffects),
    get policy() {
      const { canPing, beatsAlways, handshake, authentication } = facts();
      return {
        ...{ handshakeTimeout: 5_000, closeTimeout: 2_000, authenticationTimeout: 3_000, times: peerTimes },
        ...{ canPing, beatsAlways, needsHandshake: handshake, needsAuthentication: authentication },
      };
    },
    now: () => facts().now,
    random: () => facts().chance,
    heardAt: () => facts().heardAt,
  }),
  facts: fc.record({
    now: fc.integer({ min: 1, max: 3_000 }),
    heardAt: fc.integer({ min: 0, max: 3_000 }),
    chance: fc.constantFrom(0, 0.25, 0.75),
    canPing: fc.boolean(),
    beatsAlways: fc.constantFrom(false, false, true),
    handshake: fc.boolean(),
    authentication: fc.boolean(),
  }),
  events: [
    { type: 'handshake.completed' },
    { type: 'handshake.completed', times } as Event,
    { type: 'peer.authenticated' },
    { type: 'peer.heard' },
    ...['close', 'terminate', 'peer.refused', 'peer.lost', 'socket.closed'].map(
      (type) => ({ type, cause }) as Event,
    ),
  ],
};
