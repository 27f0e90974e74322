// Written by `npm run visualize`: change the chart, not this file.
// Paste all of it into Stately Studio, by “Import from code”. Each name below the chart is a stub that takes the ordinary way.
import { createMachine } from 'xstate';

export const machine = createMachine(
  {
    context: {},
    id: 'peer',
    description: 'An accepted client, from the upgrade to the end of its socket.',
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
                    {
                      guard: 'isQuiet',
                      target: 'awaitingPong',
                      actions: ['armPong', 'sendPing'],
                    },
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
                    {
                      target: '#peer.gone',
                      actions: ['recordPongTimeout', 'announceLost'],
                    },
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
  {
    actions: {
      announceGone: () => {},
      announceLost: () => {},
      announcePeer: () => {},
      armPong: () => {},
      armPongAgain: () => {},
      drawPhase: () => {},
      recordAuthenticationTimeout: () => {},
      recordCause: () => {},
      recordHandshakeTimeout: () => {},
      recordPongTimeout: () => {},
      sendClose: () => {},
      sendPing: () => {},
      takeTimes: () => {},
      terminate: () => {},
    },
    guards: {
      isLate: () => false,
      isQuiet: () => true,
      needsNoAuthentication: () => true,
      needsNoHandshake: () => true,
    },
    delays: {
      authenticationTimeout: 5_000,
      closeTimeout: 2_000,
      handshakeTimeout: 10_000,
      pingInterval: 25_000,
      pongTimeout: 10_000,
    },
  },
);
