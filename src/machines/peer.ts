import { createMachine } from 'xstate';
import { implementations } from './implementations.ts';
import {
  type HostedPeer,
  initialPeer,
  type PeerEffectName,
  type PeerEvent,
  type PeerHost,
  type PeerStatus,
  peerDelays,
  peerEffects,
  peerGuards,
  peerUpdates,
} from './peer-parts.ts';

/** What an actor of the chart is created with. */
export interface PeerInput {
  readonly host: () => PeerHost;
}

/** Names that the chart may use; a wrong one does not compile. */
interface Types {
  context: HostedPeer;
  events: PeerEvent;
  input: PeerInput;
  tags: PeerStatus;
  actions: { type: keyof typeof peerUpdates | PeerEffectName };
  guards: { type: keyof typeof peerGuards };
  delays: keyof typeof peerDelays;
}

/** The server's statechart of one accepted client: who it is, whether it lives, and how it goes. */
export const peerMachine = createMachine(
  {
    types: {} as Types,
    id: 'peer',
    description: 'An accepted client, from the upgrade to the end of its socket.',
    context: ({ input }) => initialPeer(input.host),
    initial: 'connected',
    states: {
      connected: {
        description: 'The socket is open.',
        initial: 'handshaking',
        on: {
          close: { target: 'draining', actions: 'recordCause' },
          terminate: { target: 'gone', actions: 'recordCause' },
          'peer.refused': { target: 'draining', actions: ['recordCause', 'announceLost'] },
          'peer.lost': { target: 'gone', actions: ['recordCause', 'announceLost'] },
          'socket.closed': { target: 'gone', actions: 'recordCause' },
        },
        states: {
          handshaking: {
            description: "The dialect's handshake is awaited.",
            tags: 'handshaking',
            always: { guard: 'needsNoHandshake', target: 'authenticating' },
            after: {
              handshakeTimeout: {
                target: '#peer.gone',
                actions: ['recordHandshakeTimeout', 'announceLost'],
              },
            },
            on: { 'handshake.completed': { target: 'authenticating', actions: 'takeTimes' } },
          },
          authenticating: {
            description: 'The first message has to say who the peer is.',
            tags: 'handshaking',
            always: { guard: 'needsNoAuthentication', target: 'open' },
            after: {
              authenticationTimeout: {
                target: '#peer.draining',
                actions: ['recordAuthenticationTimeout', 'announceLost'],
              },
            },
            on: { 'peer.authenticated': 'open' },
          },
          open: {
            description: 'Messages flow.',
            entry: ['drawPhase', 'announcePeer'],
            initial: 'alive',
            states: {
              alive: {
                description: 'The peer was heard within the ping interval.',
                tags: 'alive',
                after: {
                  pingInterval: [
                    { guard: 'isQuiet', target: 'awaitingPong', actions: ['armPong', 'sendPing'] },
                    { target: 'alive', reenter: true },
                  ],
                },
              },
              awaitingPong: {
                description: 'A sign of life is due; silence until the deadline is death.',
                tags: 'awaiting-pong',
                after: {
                  pongTimeout: [
                    {
                      guard: 'isLate',
                      target: 'awaitingPong',
                      reenter: true,
                      actions: ['armPongAgain', 'sendPing'],
                    },
                    { target: '#peer.gone', actions: ['recordPongTimeout', 'announceLost'] },
                  ],
                },
                on: { 'peer.heard': 'alive' },
              },
            },
          },
        },
      },

      draining: {
        description: 'Our close frame is out; its answer is awaited for a bounded time.',
        tags: 'draining',
        entry: 'sendClose',
        after: { closeTimeout: 'gone' },
        on: { 'socket.closed': 'gone', 'peer.lost': 'gone', terminate: 'gone' },
      },

      gone: {
        description: 'The socket is gone, and so is all that was kept for the peer.',
        tags: 'gone',
        entry: ['terminate', 'announceGone'],
      },
    },
  },
  implementations<HostedPeer, PeerEvent, PeerEffectName>(
    {
      updates: peerUpdates,
      guards: peerGuards,
      delays: peerDelays,
    },
    peerEffects,
  ),
);
