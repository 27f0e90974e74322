import type { RedisClientType } from 'redis';
import { MAX_NOTES, type Note, type Room, type RoomBook } from './room-book.ts';

/** How long a room is kept that nobody looks up, in s. */
const LIFE = 24 * 3_600;
const PREFIX = 'heartwire:example:room:';

/** Keeps rooms in Redis, for several nodes. */
export function redisRooms(client: Pick<RedisClientType, 'set' | 'getEx' | 'multi' | 'lRange'>): RoomBook {
  const notesOf = (name: string) => `${PREFIX}notes:${name}`;
  const keyOf = (name: string) => `${PREFIX}entry:${name}`;
  return {
    async add(name, room) {
      const options = { condition: 'NX', expiration: { type: 'EX', value: LIFE } } as const;
      return (await client.set(keyOf(name), JSON.stringify(room), options)) !== null;
    },
    async find(name) {
      const text = await client.getEx(keyOf(name), { type: 'EX', value: LIFE });
      return text === null ? undefined : (JSON.parse(text) as Room);
    },
    async note(name, note) {
      const key = notesOf(name);
      await client
        .multi()
        .rPush(key, JSON.stringify(note))
        .lTrim(key, -MAX_NOTES, -1)
        .expire(key, LIFE)
        .exec();
    },
    async notes(name) {
      const texts = await client.lRange(notesOf(name), 0, -1);
      return texts.map((text) => JSON.parse(text) as Note);
    },
  };
}
