/** How often what happened, by kind and name. */
export interface Tally {
  count(kind: string, name: string): void;
  /** Names and counts of a kind, by name. */
  of(kind: string): Readonly<Record<string, number>>;
}

/** Builds an empty tally. */
export function createTally(): Tally {
  const kinds = new Map<string, Map<string, number>>();
  return {
    count(kind, name) {
      const names = kinds.get(kind) ?? new Map<string, number>();
      kinds.set(kind, names);
      names.set(name, (names.get(name) ?? 0) + 1);
    },
    of: (kind) =>
      Object.fromEntries([...(kinds.get(kind) ?? [])].sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}
