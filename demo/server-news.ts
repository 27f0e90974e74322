import type { TimelineRecord } from 'heartwire/inspect';
import type { RecordSource, ShownPeer } from 'heartwire/inspect/view';

/** What the server's stream says, a piece at a time. */
export interface ServerNews {
  /** New ones; ones that were told before come again where the stream was broken. */
  readonly records?: readonly TimelineRecord[];
  readonly peers?: readonly ShownPeer[];
}

/** The server's record in the page: what its stream says, for a view to show. */
export function serverRecords(): RecordSource {
  const records = new Map<number, TimelineRecord>();
  const listeners = new Set<(record: TimelineRecord) => void>();
  let peers: readonly ShownPeer[] = [];

  new EventSource('/peers').onmessage = ({ data }) => {
    const news: ServerNews = JSON.parse(data);
    peers = news.peers ?? peers;
    for (const record of news.records ?? []) {
      const known = records.get(record.id);
      if (known && known.count === record.count) continue;
      records.set(record.id, record);
      for (const listener of listeners) listener(record);
    }
  };
  return {
    get records() {
      return [...records.values()];
    },
    get peers() {
      return peers;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
