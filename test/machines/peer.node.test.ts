import { expect, test } from 'vitest';
import { flatten } from '../../src/machines/flatten.ts';
import { peerMachine } from '../../src/machines/peer.ts';

const table = flatten(peerMachine);
const nameOf = (path: string) => path.split('.').at(-1) as string;

/** Every way that leads from a leaf, as `event [guard] -> leaf: actions`, without timers. */
const ways = (path: string): string[] => {
  const leaf = table.leaves.find((each) => nameOf(each.path) === path);
  return Object.entries({ ...leaf?.on, always: leaf?.always ?? [] }).flatMap(([event, rows]) =>
    rows.map(({ guard, target, steps }) => {
      const actions = steps.filter((step) => typeof step === 'string').join(' ');
      const to = target === undefined ? 'stays' : nameOf(table.leaves[target]?.path ?? '');
      return `${event}${guard ? ` [${guard}]` : ''} -> ${to}: ${actions}`;
    }),
  );
};

/** From wherever the socket is open. */
const ends = [
  'close -> draining: recordCause sendClose',
  'terminate -> gone: recordCause terminate announceGone',
  'peer.refused -> draining: recordCause announceLost sendClose',
  'peer.lost -> gone: recordCause announceLost terminate announceGone',
  'socket.closed -> gone: recordCause terminate announceGone',
];

test('the peer chart has these edges, and no other', () => {
  expect(
    Object.fromEntries(table.leaves.map(({ path }) => [nameOf(path), ways(nameOf(path)).sort()])),
  ).toEqual(
    Object.fromEntries(
      Object.entries({
        handshaking: [
          ...ends,
          'after.handshakeTimeout -> gone: recordHandshakeTimeout announceLost terminate announceGone',
          'always [needsNoHandshake] -> authenticating: ',
          'handshake.completed -> authenticating: takeTimes',
        ],
        authenticating: [
          ...ends,
          'after.authenticationTimeout -> draining: recordAuthenticationTimeout announceLost sendClose',
          'always [needsNoAuthentication] -> alive: drawPhase announcePeer',
          'peer.authenticated -> alive: drawPhase announcePeer',
        ],
        alive: [
          ...ends,
          'after.pingInterval -> alive: ',
          'after.pingInterval [isQuiet] -> awaitingPong: armPong sendPing',
        ],
        awaitingPong: [
          ...ends,
          'after.pongTimeout -> gone: recordPongTimeout announceLost terminate announceGone',
          'after.pongTimeout [isLate] -> awaitingPong: armPongAgain sendPing',
          'peer.heard -> alive: ',
        ],
        draining: [
          'after.closeTimeout -> gone: terminate announceGone',
          'peer.lost -> gone: terminate announceGone',
          'socket.closed -> gone: terminate announceGone',
          'terminate -> gone: terminate announceGone',
        ],
        gone: [],
      }).map(([leaf, edges]) => [leaf, edges.sort()]),
    ),
  );
});

test('each leaf of the peer chart waits for one deadline at most, which is what a row has room for', () => {
  const deadlines = table.leaves.map(({ on }) =>
    Object.keys(on).filter((event) => event.startsWith('after.')),
  );
  expect(Math.max(...deadlines.map(({ length }) => length))).toBe(1);
});
