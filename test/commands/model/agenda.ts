interface Deadline {
  readonly due: number;
  readonly fall: () => void;
}

/** A clock with named deadlines, which fall in the order of their time, or late after a sleep, but never by themselves. */
export interface Agenda {
  /** ms since the run began. */
  now: number;
  set(name: string, delay: number, fall: () => void): void;
  cancel(...names: string[]): void;
  readonly size: number;
  /** When the next deadline is due; `Infinity` where there is none. */
  readonly next: number;
  /** Moves the clock there and lets the deadline fall. */
  fallNext(): void;
}

export function createAgenda(): Agenda {
  const deadlines = new Map<string, Deadline>();
  const first = (): [name: string, deadline: Deadline] | undefined => {
    let found: [string, Deadline] | undefined;
    for (const entry of deadlines) if (!found || entry[1].due < found[1].due) found = entry;
    return found;
  };
  const agenda: Agenda = {
    now: 0,
    set(name, delay, fall) {
      deadlines.delete(name);
      deadlines.set(name, { due: agenda.now + delay, fall });
    },
    cancel(...names) {
      for (const name of names) deadlines.delete(name);
    },
    get size() {
      return deadlines.size;
    },
    get next() {
      return first()?.[1].due ?? Number.POSITIVE_INFINITY;
    },
    fallNext() {
      const [name, deadline] = first() ?? [];
      if (name === undefined || !deadline) return;
      deadlines.delete(name);
      agenda.now = Math.max(agenda.now, deadline.due);
      deadline.fall();
    },
  };
  return agenda;
}
