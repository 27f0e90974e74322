import type { TypedMessage } from 'heartwire/dialects/json-type';
import type { Presence } from 'heartwire/presence';
import type { Peer } from 'heartwire/server';
import { textOf } from '../shared/http.ts';
import { type Caller, create, join } from './doorkeeper.ts';
import type { RoomBook } from './room-book.ts';

/** How long whoever has lost the link is still in the room, in ms. */
export const GRACE = 5_000;

export type ChatPeer = Peer<TypedMessage>;

/** Someone who is in a room, by one link. */
interface Guest {
  readonly peer: ChatPeer;
  readonly room: string;
  readonly user: string;
  /** Known to the guest's page and to nobody else. */
  readonly session: string;
  /** Ends the messages of the room. */
  readonly deafen: () => void;
}

const MAX_NAME = 40;
const MAX_PASSWORD = 100;
const MAX_TEXT = 500;
const SESSION = /^[0-9a-f-]{36}$/;

/** What guests of rooms can do. */
export interface Chat {
  /** Does what a message asks for; resolves when it is done. */
  receive(peer: ChatPeer, message: TypedMessage): Promise<void>;
  /** Takes a peer out of its room, now or after the time of grace. */
  leave(peer: ChatPeer, how: { readonly now: boolean }): void;
  /** Takes whoever has this session out of its room now, also where its link has ended already. */
  sayGoodbye(session: unknown): void;
  /** The room of a peer, or of a session; `undefined` where it is in none. */
  roomOf(peer: ChatPeer | string): string | undefined;
  /** Who is in a room; nobody for who is in none. */
  presenceIn(room: string | undefined): Readonly<Record<string, readonly string[]>>;
}

export function createChat(presence: Presence, rooms: RoomBook): Chat {
  const guests = new Map<ChatPeer, Guest>();
  /** Those in their time of grace as well. */
  const bySession = new Map<unknown, Guest>();

  const presenceIn = (room: string | undefined) => {
    const members = room === undefined ? [] : presence.list(room);
    const users = members.map(({ member }) => member);
    const activityUsers = members.filter(({ active }) => active).map(({ member }) => member);
    // The published server fills the total with the users of every room. It is nobody else's business who is where.
    return { users, totalUserList: users, activityUsers };
  };

  const leave: Chat['leave'] = (peer, how) => {
    const guest = guests.get(peer);
    if (!guest) return;
    guest.deafen();
    guests.delete(peer);
    presence.leave(peer, how);
    if (how.now) forget(guest);
    else setTimeout(forget, GRACE, guest).unref();
  };

  const forget = (guest: Guest) => {
    if (bySession.get(guest.session) === guest) bySession.delete(guest.session);
  };

  const seat = (peer: ChatPeer, { room, user }: Caller, session: string) => {
    const former = bySession.get(session);
    if (guests.has(peer)) leave(peer, { now: true });
    const deafen = presence.subscribe(room, (message) => peer.send(message as TypedMessage));
    const guest = { peer, room, user, session, deafen };
    guests.set(peer, guest);
    bySession.set(session, guest);
    presence.join(room, user, { connection: peer });
    // The page has dialed again, and nothing will be heard on its last link.
    if (former && former.peer !== peer) former.peer.terminate();
  };

  const admit = async (
    peer: ChatPeer,
    { type, session, ...message }: TypedMessage,
  ): Promise<TypedMessage> => {
    const caller = callerOf(message);
    const { room = '', user = '' } = caller ?? {};
    const answer = { type, room, user };
    if (!caller || typeof session !== 'string' || !SESSION.test(session))
      return { ...answer, status: 'invalid' };
    const status = await (type === 'create' ? create : join)(rooms, caller);
    if (status !== 'ok') return { ...answer, status };
    const messages = await rooms.notes(room);
    if (peer.status !== 'gone') seat(peer, caller, session);
    return { ...answer, status, messages, ...presenceIn(room) };
  };

  const ask = async (peer: ChatPeer, message: TypedMessage) => {
    try {
      peer.send(await admit(peer, message));
    } catch {
      // The rooms cannot be looked up just now: the page is to come back with its question.
      peer.close(1013, 'retry-after=2');
    }
  };

  const say = async ({ room, user }: Guest, message: unknown) => {
    const text = textOf(message, MAX_TEXT);
    if (text === undefined) return;
    const note = { user, text, at: Date.now() };
    presence.publish(room, { type: 'message', room, ...note });
    // Whoever is in the room has it; those to come miss it where the book cannot be reached.
    await rooms.note(room, note).catch(() => {});
  };

  return {
    presenceIn,
    leave,
    async receive(peer, message) {
      const guest = guests.get(peer);
      if (message.type === 'create' || message.type === 'join') await ask(peer, message);
      if (message.type === 'leave') leave(peer, { now: true });
      if (message.type === 'message' && guest) await say(guest, message.text);
    },
    sayGoodbye(session) {
      const guest = bySession.get(session);
      if (!guest) return;
      const { peer, room, user } = guest;
      leave(peer, { now: true });
      forget(guest);
      // The end of the link may come before the goodbye. Another tab of the same person stays.
      const isHere = [...guests.values()].some((other) => other.room === room && other.user === user);
      if (!isHere) presence.leave(room, user, { now: true });
    },
    roomOf: (who) => (typeof who === 'string' ? bySession : guests).get(who as never)?.room,
  };
}

function callerOf(message: Readonly<Record<string, unknown>>): Caller | undefined {
  const room = textOf(message.room, MAX_NAME);
  const user = textOf(message.user, MAX_NAME);
  const password = textOf(message.password, MAX_PASSWORD);
  return room && user && password ? { room, user, password } : undefined;
}
