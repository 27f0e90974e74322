import { describe, expect, test } from 'vitest';
import { edgesTaken } from '../../../src/inspect/view/edges-taken.ts';
import { edgesIn } from '../../../src/inspect/view/picture.ts';
import { connectionPicture } from '../../../src/inspect/view/pictures/connection.ts';
import { peerPicture } from '../../../src/inspect/view/pictures/peer.ts';
import { connectionMachine } from '../../../src/machines/connection.ts';
import { peerMachine } from '../../../src/machines/peer.ts';
import { edgesOf } from '../../../src/testing/edges-of.ts';

const edges = edgesIn(connectionPicture());
const taken = (from: string, event: string, to: string) =>
  edgesTaken(edges, from, event, to).map((step) => step.map(({ id }) => id));

describe('the edges of a picture', () => {
  test.each([
    ['connection', connectionPicture(), connectionMachine],
    ['peer', peerPicture(), peerMachine],
  ] as const)(
    'of the %s are those of the machine, with source, kind, event and target',
    (_, picture, machine) => {
      const pathOf = (id: string) => machine.root.machine.getStateNodeById(id).path.join('.');
      const drawn = edgesIn(picture);
      const real = edgesOf(machine).map(({ id, source, kind, event, targets: [target] }) => ({
        id,
        source: pathOf(source),
        kind,
        event: kind === 'always' ? '' : event,
        target: target === undefined ? undefined : pathOf(target),
      }));
      const byId = <T extends { id: string }>(all: T[]) => all.sort((a, b) => (a.id < b.id ? -1 : 1));
      expect(byId(drawn)).toEqual(byId(real));
    },
  );
});

describe('edgesTaken', () => {
  test('finds an event of the state itself', () => {
    expect(taken('idle', 'connect', 'live.connecting.dialing')).toEqual([['idle: connect → live']]);
  });

  test('finds an event of a state around', () => {
    expect(taken('live.connecting.handshaking', 'reconnect', 'live.connecting.dialing')).toEqual([
      ['live.connecting: reconnect → live'],
    ]);
    expect(taken('failed', 'reconnect', 'live.connecting.dialing')).toEqual([
      ['connection: reconnect → live'],
    ]);
  });

  test('goes on through a state that is left at once', () => {
    expect(taken('live.open.alive', 'link.lost', 'backoff')).toEqual([
      ['live: link.lost → lost'],
      ['lost: always → backoff'],
    ]);
    expect(taken('live.open.awaitingPong', 'after.pongTimeout', 'offline')).toEqual([
      ['live.open.awaitingPong: after pongTimeout → lost'],
      ['lost: always [isOffline] → offline'],
    ]);
  });

  test('tells guards apart by where they lead', () => {
    expect(taken('live.open.awaitingPong', 'after.pongTimeout', 'live.open.awaitingPong')).toEqual([
      ['live.open.awaitingPong: after pongTimeout [isLate] → live.open.awaitingPong'],
    ]);
    expect(taken('live.connecting.dialing', 'socket.opened', 'live.connecting.handshaking')).toEqual([
      ['live.connecting.dialing: socket.opened [needsHandshake] → live.connecting.handshaking'],
    ]);
  });

  test('gives all that lead to the same state where no record can tell them apart', () => {
    expect(taken('live.closing', 'link.lost', 'closed')).toEqual([['live.closing: link.lost → closed']]);
    expect(taken('live.connecting.dialing', 'link.lost', 'failed')).toEqual([
      ['live: link.lost → lost'],
      ['lost: always [isFatal] → failed', 'lost: always [isExhausted] → failed'],
    ]);
  });

  test('finds what leaves no state', () => {
    expect(taken('live.open.alive', 'after.stableAfter', 'live.open.alive')).toEqual([
      ['live.open: after stableAfter'],
    ]);
  });

  test('finds none for an event that the chart let pass', () => {
    expect(taken('live.open.alive', 'peer.heard', 'live.open.alive')).toEqual([]);
    expect(taken('closed', 'network.online', 'closed')).toEqual([]);
    expect(taken('idle', 'xstate.init', 'idle')).toEqual([]);
  });

  test('finds each edge that has a state of its own to come from', () => {
    const leaf: Readonly<Record<string, string>> = {
      '': 'failed',
      live: 'live.open.alive',
      'live.connecting': 'live.connecting.dialing',
      'live.open': 'live.open.alive',
    };
    const into: Readonly<Record<string, string>> = {
      live: 'live.connecting.dialing',
      'live.open': 'live.open.alive',
      lost: 'backoff',
    };
    const missed = edges.filter((edge) => {
      if (edge.kind === 'always') return false;
      const from = leaf[edge.source] ?? edge.source;
      const to = edge.target === undefined ? from : (into[edge.target] ?? edge.target);
      const event = edge.kind === 'delay' ? `after.${edge.event}` : edge.event;
      return !taken(from, event, to).flat().includes(edge.id);
    });
    expect(missed).toEqual([]);
  });
});
