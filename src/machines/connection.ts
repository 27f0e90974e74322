import { createMachine } from 'xstate';
import {
  type ConnectionContext,
  type ConnectionEvent,
  type ConnectionInput,
  delays,
  type EffectName,
  effects,
  guards,
  initialContext,
  type Status,
  updates,
} from './connection-parts.ts';
import { implementations } from './implementations.ts';
import { link, linkInput } from './link-logic.ts';

const contextFor = ({ input }: { input: ConnectionInput }) => initialContext(input.host);
const inputOf = ({ context }: { context: ConnectionContext }) => linkInput(context);
/** Names that the chart may use; a wrong one does not compile. */
interface Types {
  context: ConnectionContext;
  events: ConnectionEvent;
  input: ConnectionInput;
  tags: Status;
  actions: { type: keyof typeof updates | EffectName };
  guards: { type: keyof typeof guards };
  delays: keyof typeof delays;
  actors: { src: 'link'; id: 'link'; logic: typeof link };
}

const probe = { guard: 'canPing', target: 'awaitingPong', actions: ['armProbe', 'sendPing'] } as const;
const soon = { target: 'backoff', reenter: true, actions: 'scheduleSoon' } as const;

/** The client's statechart: connecting, staying alive, losing the link and coming back. */
export const connectionMachine = createMachine(
  {
    types: {} as Types,
    id: 'connection',
    description: 'A WebSocket connection that stays up and knows when it is dead.',
    context: contextFor,
    initial: 'idle',
    on: { reconnect: { target: '.live', actions: 'resetAttempts' } },
    states: {
      idle: {
        description: 'Nobody has asked for a link yet.',
        tags: 'idle',
        exit: 'watchEnvironment',
        on: { connect: 'live', close: 'closed' },
      },

      live: {
        description: 'One link exists; leaving discards its socket.',
        invoke: { id: 'link', src: 'link', input: inputOf },
        entry: 'numberLink',
        initial: 'connecting',
        on: {
          'link.lost': { target: 'lost', actions: 'recordLoss' },
          'page.restored': { target: 'lost', actions: 'recordSuperseded' },
          reconnect: {
            target: 'live',
            reenter: true,
            actions: ['recordSuperseded', 'announceLost', 'resetAttempts'],
          },
        },
        states: {
          connecting: {
            description: 'One deadline runs over url, dial and handshake.',
            initial: 'dialing',
            after: { connectTimeout: { target: '#connection.lost', actions: 'recordConnectTimeout' } },
            on: {
              'page.restored': { target: '#connection.live', reenter: true },
              reconnect: { target: '#connection.live', reenter: true, actions: 'resetAttempts' },
            },
            states: {
              dialing: {
                description: 'The url is asked for and the socket dialed.',
                tags: 'connecting',
                on: {
                  'socket.opened': [
                    { guard: 'needsHandshake', target: 'handshaking' },
                    { target: '#connection.live.open' },
                  ],
                  close: '#connection.closed',
                },
              },
              handshaking: {
                description: 'The socket is open; the dialect awaits its welcome.',
                tags: 'connecting',
                on: {
                  'handshake.completed': { target: '#connection.live.open', actions: 'takeTimes' },
                  close: '#connection.live.closing',
                },
              },
            },
          },

          open: {
            description: 'Messages flow; a stable link starts the count of attempts anew.',
            entry: ['startBeat', 'flushOutbox', 'announceOpen'],
            initial: 'alive',
            after: { stableAfter: { actions: 'resetAttempts' } },
            on: { close: 'closing' },
            states: {
              alive: {
                description: 'The peer was heard within the ping interval.',
                tags: 'open',
                after: {
                  pingInterval: [
                    { guard: 'isQuiet', target: 'awaitingPong', actions: ['armPong', 'sendPing'] },
                    { guard: 'isOverdue', target: 'awaitingPong', actions: 'armDeadline' },
                    { guard: 'isBeatDue', target: 'alive', reenter: true, actions: ['noteBeat', 'sendPing'] },
                    { target: 'alive', reenter: true },
                  ],
                },
                on: { probe, 'network.online': probe, 'network.offline': probe, 'page.woken': probe },
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
                    { target: '#connection.lost', actions: 'recordPongTimeout' },
                  ],
                  keepAlive: { target: 'awaitingPong', reenter: true, actions: ['noteBeat', 'sendPing'] },
                },
                on: { 'peer.heard': 'alive' },
              },
            },
          },

          closing: {
            description: 'Our close frame is out; its answer is awaited for a bounded time.',
            tags: 'closing',
            entry: 'sendClose',
            after: { closeTimeout: '#connection.closed' },
            on: { 'link.lost': '#connection.closed', 'page.restored': '#connection.closed' },
          },
        },
      },

      lost: {
        description: 'The link is gone: verdict, network and retries left decide what is next.',
        tags: 'backoff',
        entry: 'announceLost',
        always: [
          { guard: 'isDone', target: 'closed' },
          { guard: 'isFatal', target: 'failed' },
          { guard: 'isSuperseded', target: 'live' },
          { guard: 'isOffline', target: 'offline' },
          { guard: 'isExhausted', target: 'failed' },
          { target: 'backoff', actions: 'scheduleRetry' },
        ],
      },

      backoff: {
        description: 'Waits for the drawn delay before the next link.',
        tags: 'backoff',
        entry: 'announceRetry',
        after: { backoffDelay: 'live' },
        on: {
          close: 'closed',
          'network.online': soon,
          'network.offline': { guard: 'isOffline', target: 'offline' },
          'page.woken': soon,
          'page.restored': 'live',
        },
      },

      offline: {
        description: 'Waits for the network; a slow retry runs too, since the flag can lie.',
        tags: 'offline',
        entry: 'scheduleOfflineRetry',
        after: { offlineRetry: 'live' },
        on: { close: 'closed', 'network.online': soon, 'page.restored': 'live' },
      },

      closed: {
        description: 'Closed on purpose; connect() and reconnect() start again.',
        tags: 'closed',
        entry: ['ignoreEnvironment', 'closeOutbox', 'announceClosed'],
        exit: 'watchEnvironment',
        on: { connect: { target: 'live', actions: 'resetAttempts' } },
      },

      failed: {
        description: 'Gave up on a fatal verdict or the last retry; only reconnect() leaves.',
        tags: 'failed',
        entry: ['ignoreEnvironment', 'failOutbox', 'announceFailed'],
        exit: 'watchEnvironment',
      },
    },
  },
  {
    actors: { link },
    ...implementations<ConnectionContext, ConnectionEvent, EffectName>({ updates, guards, delays }, effects),
  },
);
