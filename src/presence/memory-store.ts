import type { Environment } from '../ports/environment.ts';
import type { PresenceLink, PresenceRecord, PresenceSink, PresenceStore } from '../ports/presence-store.ts';
import { keyOf } from './names.ts';

/** One node's place in the store, and what it says there. */
interface Place {
  readonly node: string;
  /** Gone once the node has left; its records may stay a while. */
  sink: PresenceSink | undefined;
  readonly records: Map<string, PresenceRecord>;
  readonly rooms: Set<string>;
}

/**
 * Builds a store in this process's memory, the default of `createPresence`. Presences that share one are nodes of each other:
 * what one says, the others hear at once.
 */
export function memoryStore(): PresenceStore {
  const places = new Set<Place>();
  let opened = 0;
  return {
    name: 'memory',
    open(sink, environment) {
      opened += 1;
      const place: Place = { node: String(opened), sink, records: new Map(), rooms: new Set() };
      for (const { node, records } of places) sink.replaced(node, [...records.values()]);
      places.add(place);
      sink.up();
      return linkOf(place, places, environment);
    },
  };
}

function linkOf(place: Place, places: Set<Place>, environment: Environment): PresenceLink {
  const { node, records, rooms } = place;
  const tell = (say: (sink: PresenceSink, other: Place) => void) => {
    for (const other of [...places]) if (other !== place && other.sink) say(other.sink, other);
  };
  const vanish = () => {
    places.delete(place);
    tell((sink) => sink.replaced(node, []));
  };
  return {
    put(record) {
      if (!place.sink) return;
      records.set(keyOf(record.room, record.member), record);
      tell((sink) => sink.put(node, record));
    },
    remove(room, member) {
      if (place.sink && records.delete(keyOf(room, member))) tell((sink) => sink.removed(node, room, member));
    },
    publish(room, text) {
      if (!place.sink) return;
      tell((sink, other) => {
        if (other.rooms.has(room)) sink.message(room, text);
      });
    },
    subscribe: (room) => void rooms.add(room),
    unsubscribe: (room) => void rooms.delete(room),
    async close(linger) {
      if (!place.sink) return;
      place.sink = undefined;
      if (linger > 0 && records.size > 0) environment.setTimeout(vanish, linger);
      else vanish();
    },
  };
}
