import type { TimelineEntry, TimelineRecord } from './timeline-record.ts';

/** The latest records, at most `limit`, numbered from 1. */
export class Ring {
  readonly #limit: number;
  #held: TimelineRecord[] = [];
  #lastId = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Oldest first. */
  get records(): readonly TimelineRecord[] {
    const first = Math.max(0, this.#lastId - this.#limit) + 1;
    return Array.from({ length: this.#lastId - first + 1 }, (_, index) => this.#at(first + index)).flat();
  }

  /** Takes a record in; the oldest one goes where there is no room. */
  add(name: string, entry: TimelineEntry): TimelineRecord {
    this.#lastId += 1;
    const record = { id: this.#lastId, name, ...entry };
    this.#held[this.#lastId % this.#limit] = record;
    return record;
  }

  /** Puts a record in the place of the one with its id; false where that is gone. */
  replace(record: TimelineRecord): boolean {
    if (this.#at(record.id).length === 0) return false;
    this.#held[record.id % this.#limit] = record;
    return true;
  }

  clear(): void {
    this.#held = [];
  }

  #at(id: number): readonly TimelineRecord[] {
    const record = this.#held[id % this.#limit];
    return record?.id === id ? [record] : [];
  }
}
