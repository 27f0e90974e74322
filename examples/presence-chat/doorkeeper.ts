import { hashOf, isPasswordOf } from './password.ts';
import type { RoomBook } from './room-book.ts';

/** What becomes of someone who asks for a room. */
export type Admittance = 'ok' | 'taken' | 'no-room' | 'wrong-password';

/** Who asks for which room. */
export interface Caller {
  readonly room: string;
  readonly user: string;
  readonly password: string;
}

/** Opens a room, or lets into the one of that name who knows its password. */
export async function create(rooms: RoomBook, { room, user, password }: Caller): Promise<Admittance> {
  if (await rooms.add(room, { creator: user, hash: await hashOf(password) })) return 'ok';
  return (await join(rooms, { room, user, password })) === 'ok' ? 'ok' : 'taken';
}

/** Lets into a room who knows its password. */
export async function join(rooms: RoomBook, { room, password }: Caller): Promise<Admittance> {
  const found = await rooms.find(room);
  if (!found) return 'no-room';
  return (await isPasswordOf(found.hash, password)) ? 'ok' : 'wrong-password';
}
