import { LATE_FLOOR, MAX_TIME } from '../defaults.ts';
import type { Environment } from '../ports/environment.ts';

/** The part of an environment that tells time. */
export type Clock = Pick<Environment, 'now' | 'setTimeout' | 'clearTimeout'>;

/** Items that fall due a fixed span after they were last added, in the order in which they were. */
export interface Queue<T> {
  /** Starts the item's span, anew where it has begun. */
  add(item: T): void;
  /** Takes the item out; false where it is not in. */
  delete(item: T): boolean;
}

interface Line {
  /** By item, the time at which it falls due: ascending, since all of a line have the same span. */
  readonly dues: Map<unknown, number>;
  readonly onDue: (item: never) => void;
}

/**
 * All deadlines of one presence on one timer, re-armed only when it fires.
 *
 * Its time is the environment's, made monotonic: it never runs back, and never past a timer that has not fired. So neither a
 * clock that is set nor a process that was stopped lets everyone fall silent at once. A timer that comes late judges
 * nobody either, once: frames that came in meanwhile wait to be read (rule 9 of the connection).
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #lines: Line[] = [];
  #time = 0;
  #wallClock: number;
  #timer: unknown;
  #dueAt = Infinity;
  #expectedAt = 0;
  #hasWaited = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#wallClock = clock.now();
  }

  /** Adds a line of items that share a span; with `Infinity` none of them ever falls due. */
  queue<T>(span: number, onDue: (item: T) => void): Queue<T> {
    const dues = new Map<T, number>();
    this.#lines.push({ dues, onDue });
    return {
      add: (item) => {
        if (span === Infinity) return;
        const due = this.#now() + span;
        dues.delete(item);
        dues.set(item, due);
        if (due < this.#dueAt) this.#arm(due);
      },
      delete: (item) => dues.delete(item),
    };
  }

  /** Lets nothing more fall due. */
  stop(): void {
    for (const { dues } of this.#lines) dues.clear();
    this.#disarm();
  }

  #now(): number {
    const wallClock = this.#clock.now();
    const passed = Math.max(0, wallClock - this.#wallClock);
    this.#wallClock = wallClock;
    this.#time = Math.min(this.#time + passed, this.#dueAt);
    return this.#time;
  }

  #arm(due: number): void {
    this.#disarm();
    const delay = Math.min(due - this.#time, MAX_TIME);
    this.#dueAt = this.#time + delay;
    this.#expectedAt = this.#wallClock + delay;
    this.#timer = this.#clock.setTimeout(() => this.#fire(), delay);
  }

  #disarm(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#dueAt = Infinity;
  }

  #fire(): void {
    const late = this.#clock.now() - this.#expectedAt;
    this.#now();
    // That it fired says that its time has come, whatever a clock says that was set back meanwhile.
    this.#time = this.#dueAt;
    this.#dueAt = Infinity;
    this.#hasWaited = late > LATE_FLOOR && !this.#hasWaited;
    if (this.#hasWaited) this.#arm(this.#time + LATE_FLOOR);
    else this.#judge();
  }

  #judge(): void {
    for (const { dues, onDue } of this.#lines) {
      for (const [item, due] of dues) {
        if (due > this.#time) break;
        dues.delete(item);
        onDue(item as never);
      }
    }
    const next = Math.min(...this.#lines.map(({ dues }) => dues.values().next().value ?? Infinity));
    if (next < this.#dueAt) this.#arm(next);
  }
}
