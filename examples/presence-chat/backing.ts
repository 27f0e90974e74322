import { memoryStore, type PresenceStore } from 'heartwire/presence';
import { redisStore } from 'heartwire/presence/redis';
import { createClient } from 'redis';
import { LEASE } from './lease.ts';
import { redisRooms } from './redis-rooms.ts';
import { memoryRooms, type RoomBook } from './room-book.ts';

/** Where a node keeps what its fellows must know. */
export interface Backing {
  readonly store: PresenceStore;
  readonly rooms: RoomBook;
  close(): void;
}

/** Keeps all in the Redis at `url`, for several nodes, or in memory where there is none. */
export async function connectBacking(url: string | undefined): Promise<Backing> {
  if (!url) return { store: memoryStore(), rooms: memoryRooms(), close() {} };
  // Without a queue a command fails at once while Redis is away, and a person hears of it.
  const client = createClient({ url, disableOfflineQueue: true });
  client.on('error', () => {});
  await client.connect();
  return {
    store: redisStore(client, { lease: LEASE }),
    rooms: redisRooms(client),
    close: () => client.destroy(),
  };
}
