import { jsonType, type TypedMessage } from 'heartwire/dialects/json-type';
import { createPresence } from 'heartwire/presence';
import { supervise } from 'heartwire/server';
import { WebSocketServer } from 'ws';
import type { Start } from '../shared/example.ts';
import { isFrom, readObject, sendJson } from '../shared/http.ts';
import { connectBacking } from './backing.ts';
import { type ChatPeer, createChat, GRACE } from './chat.ts';

/** Rooms with a password, on one node or, with REDIS_URL, on those that NODES lists. */
export const start: Start = async ({ server, origins }) => {
  const { REDIS_URL, NODES } = process.env;
  const backing = await connectBacking(REDIS_URL);
  const presence = createPresence({ store: backing.store, activeWithin: 8_000, grace: GRACE });
  await presence.ready();
  const chat = createChat(presence, backing.rooms);
  const supervisor = supervise<TypedMessage, TypedMessage>(new WebSocketServer({ server }), {
    // By the session, which only its own page knows: anybody could ping with the name of a room.
    dialect: jsonType({ answer: ({ session }) => chat.presenceIn(chat.roomOf(String(session))) }),
    // A page that is hidden for long is let to beat but once a minute: it is inactive then, and still there.
    heartbeat: { pingInterval: 6_000, pongTimeout: 84_000 },
    path: '/ws',
    origins,
    maxPayload: 16_384,
    maxFramesPerSecond: 20,
  });
  /** What each peer asked for last: a message waits for the `join` before it. */
  const asked = new Map<ChatPeer, Promise<void>>();
  supervisor.on('message', ({ peer, message }) => {
    if (message.type === 'ping') presence.touch(peer);
    else
      asked.set(
        peer,
        (asked.get(peer) ?? Promise.resolve()).then(() => chat.receive(peer, message)),
      );
  });
  supervisor.on('gone', ({ peer }) => {
    asked.delete(peer);
    chat.leave(peer, { now: false });
  });
  presence.onChange(({ type, room, member }) => {
    const news = { type, room, user: member, ...chat.presenceIn(room) };
    supervisor.broadcast(news, (peer) => chat.roomOf(peer) === room);
  });

  return {
    answer(request, response) {
      const route = `${request.method} ${request.url}`;
      if (route === 'GET /nodes') sendJson(response, 200, NODES?.split(',') ?? []);
      else if (route !== 'POST /leave') return false;
      else if (!isFrom(origins, request)) response.writeHead(403).end();
      else {
        // A page that goes away has no time to say so on its link: it posts its session, by `sendBeacon`.
        readObject(request).then((body) => {
          chat.sayGoodbye(body?.session);
          response.writeHead(204).end();
        });
      }
      return true;
    },
    async close() {
      await supervisor.drain({ over: 500, retryAfter: 1_000 });
      await presence.close();
      backing.close();
    },
  };
};
