/** How often what happened: a world in which nothing happens proves nothing. */
export interface WorldCounts {
  /** How long it lasted, in ms of virtual time. */
  readonly lasted: number;
  /** After how many events the invariants were checked. */
  readonly events: number;
  readonly faults: Readonly<Record<string, number>>;
  /** Losses by code, with the close code or HTTP status. */
  readonly losses: Readonly<Record<string, number>>;
  /** Edges of the connection's chart that were taken, by id; none for a connection without an inspectable chart. */
  readonly edges: Readonly<Record<string, number>>;
  /** What the apps did, and what of it inside listeners. */
  readonly acts: Readonly<Record<string, number>>;
  /** Messages by the answer of `send()`, and by why they were dropped. */
  readonly sends: Readonly<Record<string, number>>;
  readonly drops: Readonly<Record<string, number>>;
  /** Clients by what they spoke. */
  readonly dialects: Readonly<Record<string, number>>;
}

/** Adds up the counts of several worlds, or of sums of worlds; of none, all is 0. */
export function sumWorlds(worlds: readonly WorldCounts[]): WorldCounts {
  const sum = (of: (world: WorldCounts) => number) => worlds.reduce((total, world) => total + of(world), 0);
  const names = (of: (world: WorldCounts) => Readonly<Record<string, number>>) => {
    const totals: Record<string, number> = {};
    for (const world of worlds) {
      for (const [name, count] of Object.entries(of(world))) totals[name] = (totals[name] ?? 0) + count;
    }
    return totals;
  };
  return {
    lasted: sum(({ lasted }) => lasted),
    events: sum(({ events }) => events),
    faults: names(({ faults }) => faults),
    losses: names(({ losses }) => losses),
    edges: names(({ edges }) => edges),
    acts: names(({ acts }) => acts),
    sends: names(({ sends }) => sends),
    drops: names(({ drops }) => drops),
    dialects: names(({ dialects }) => dialects),
  };
}
