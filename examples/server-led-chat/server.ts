import { jsonEvent, type WireEvent } from 'heartwire/dialects/json-event';
import { createPresence } from 'heartwire/presence';
import { type Peer, supervise } from 'heartwire/server';
import { WebSocketServer } from 'ws';
import type { Start } from '../shared/example.ts';
import { isFrom, textOf } from '../shared/http.ts';
import { logIn } from './log-in.ts';
import { createPasses } from './passes.ts';

/** Who is behind a peer. */
interface Guest {
  readonly name: string;
  room: string | undefined;
}

type GuestPeer = Peer<WireEvent, Guest>;

/** Longest name of a room, in characters. */
const MAX_ROOM = 64;

/** Chat rooms with an online count; the server beats, and who does not answer is out. */
export const start: Start = ({ server, origins }) => {
  const passes = createPasses();
  const presence = createPresence({ grace: 1_000 });
  const supervisor = supervise<WireEvent, WireEvent, Guest>(new WebSocketServer({ server }), {
    dialect: jsonEvent({ count: (roomId) => onlineIn(roomOf(roomId)) }),
    heartbeat: { pingInterval: 1_000, pongTimeout: 1_000 },
    path: '/ws',
    origins,
    maxPayload: 16_384,
    maxFramesPerSecond: 20,
    firstMessage: {
      authenticate({ event, message }, peer) {
        const name = event === 'auth' ? passes.nameOf(message) : undefined;
        if (name !== undefined) return { name, room: undefined };
        peer.send({ event: 'noAuth' });
        return undefined;
      },
    },
  });

  const onlineIn = (room: string | undefined) =>
    room === undefined ? undefined : presence.count(room).total;

  const tell = (room: string, event: WireEvent) => {
    supervisor.broadcast({ ...event, num: onlineIn(room) }, ({ user }) => user.room === room);
  };

  const enter = (peer: GuestPeer, room: string) => {
    const { user } = peer;
    if (user.room !== undefined && user.room !== room) {
      presence.leave(user.room, user.name, { connection: peer, now: true });
    }
    user.room = room;
    presence.join(room, user.name, { connection: peer });
  };

  supervisor.on('message', ({ peer, message: { event, message, roomId } }) => {
    const { name, room } = peer.user;
    const entered = event === 'enter' ? roomOf(roomId) : undefined;
    if (entered !== undefined) enter(peer, entered);
    if (event === 'message' && room !== undefined) tell(room, { event, name, message });
  });
  // A goodbye (1000) is meant. Whoever is gone for another reason may be about to come back.
  supervisor.on('gone', ({ peer, cause }) => presence.leave(peer, { now: cause.closeCode === 1000 }));
  presence.onChange(({ type, room, member }) => {
    if (type === 'joined') tell(room, { event: 'enter', name: member });
    if (type === 'left') tell(room, { event: 'out', name: member });
  });

  return {
    answer(request, response) {
      if (request.method !== 'POST' || request.url !== '/login') return false;
      if (isFrom(origins, request)) logIn(request, response, passes);
      else response.writeHead(403).end();
      return true;
    },
    async close() {
      await supervisor.close();
      await presence.close();
    },
  };
};

function roomOf(roomId: unknown): string | undefined {
  return textOf(typeof roomId === 'number' ? String(roomId) : roomId, MAX_ROOM);
}
