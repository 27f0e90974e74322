import type { IncomingMessage } from 'node:http';
import { type Clock, fieldsOf, type System, type SystemPeer } from './system.ts';

const ACTIVE_WITHIN = 8_000;

interface Room {
  readonly creator: unknown;
  readonly password: unknown;
  readonly users: Set<unknown>;
  readonly messages: unknown[];
}

/** S5's server: rooms with presence, kept up by the clients' pings. */
export interface PresenceServer extends System {
  readonly rooms: ReadonlyMap<unknown, Room>;
  /** The status of its answers. */
  status: string;
  /** Users whose pings it leaves unanswered. */
  readonly deafTo: Set<unknown>;
  /** When each user's pings came, in ms since the epoch. */
  readonly pings: ReadonlyMap<unknown, readonly number[]>;
}

export function presenceServer(clock: Clock): PresenceServer {
  const peers = new Set<SystemPeer>();
  const rooms = new Map<unknown, Room>();
  const pings = new Map<unknown, number[]>();

  /** To everyone, whatever their room: the text's flaw. */
  const broadcast = (message: object) => {
    for (const peer of peers) peer.send(JSON.stringify(message));
  };
  const isActive = (user: unknown) => clock.now() - (pings.get(user)?.at(-1) ?? 0) < ACTIVE_WITHIN;
  const presenceOf = (room: unknown) => {
    const users = [...(rooms.get(room)?.users ?? [])];
    return {
      users,
      totalUserList: Array.from(rooms.values(), (each) => [...each.users]).flat(),
      activityUsers: users.filter(isActive),
    };
  };

  const receive = (message: Record<string, unknown>) => {
    const { type, user, room, password, text } = message;
    if (type === 'create') rooms.set(room, { creator: user, password, users: new Set([user]), messages: [] });
    if (type === 'join' && rooms.get(room)?.password === password) rooms.get(room)?.users.add(user);
    if (type === 'leave') rooms.get(room)?.users.delete(user);
    if (type === 'message') rooms.get(room)?.messages.push(text);
    if (type === 'ping') {
      if (server.deafTo.has(user)) return;
      pings.set(user, [...(pings.get(user) ?? []), clock.now()]);
    }
    broadcast({ ...message, ...(type === 'ping' && { status: server.status }), ...presenceOf(room) });
  };

  const server: PresenceServer = {
    rooms,
    status: 'pong',
    deafTo: new Set(),
    pings,
    accept(peer) {
      peers.add(peer);
      peer.onMessage((text) => receive(fieldsOf(text)));
      peer.onClose(() => peers.delete(peer));
    },
  };
  return server;
}

/** S5's upgrade: only on `/ws` and only for one origin. Another path hangs, and no origin at all throws: its flaws. */
export function presenceAdmission(allowed: string) {
  return ({ url, headers }: IncomingMessage): 'accept' | 'hang' => {
    const origin = (headers.origin as string).toLowerCase();
    return url === '/ws' && origin === allowed ? 'accept' : 'hang';
  };
}
