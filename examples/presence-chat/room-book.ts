/** What is kept of a room besides who is in it. */
export interface Room {
  readonly creator: string;
  /** Of its password. */
  readonly hash: string;
}

/** One message of a room. */
export interface Note {
  readonly user: string;
  readonly text: string;
  /** In ms since the epoch. */
  readonly at: number;
}

/** Most notes that are kept of a room. */
export const MAX_NOTES = 50;
/** Most rooms that are kept in memory: the one that was looked up longest ago goes for a new one. */
const MAX_ROOMS = 1_000;

/** The rooms that were created, and what was said there last. */
export interface RoomBook {
  /** Enters a room; false where there is one of that name. */
  add(name: string, room: Room): Promise<boolean>;
  find(name: string): Promise<Room | undefined>;
  note(name: string, note: Note): Promise<void>;
  /** The last notes of a room, the oldest first. */
  notes(name: string): Promise<readonly Note[]>;
}

/** Keeps rooms in this process's memory. */
export function memoryRooms(): RoomBook {
  const rooms = new Map<string, Room & { readonly notes: Note[] }>();
  return {
    async add(name, room) {
      if (rooms.has(name)) return false;
      const [oldest] = rooms.keys();
      if (rooms.size >= MAX_ROOMS && oldest !== undefined) rooms.delete(oldest);
      rooms.set(name, { ...room, notes: [] });
      return true;
    },
    async find(name) {
      const found = rooms.get(name);
      // Last again, as the latest that was looked up.
      if (found && rooms.delete(name)) rooms.set(name, found);
      return found;
    },
    async note(name, note) {
      const notes = rooms.get(name)?.notes;
      notes?.push(note);
      if (notes && notes.length > MAX_NOTES) notes.shift();
    },
    async notes(name) {
      return [...(rooms.get(name)?.notes ?? [])];
    },
  };
}
