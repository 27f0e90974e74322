import type { ServerClock } from './clock.ts';

/** Where a deadline stands in the wheel. Its links are the wheel's alone to write. */
export interface WheelEntry {
  /** The tick that it falls due in. */
  due: number;
  next: WheelEntry | undefined;
  previous: WheelEntry | undefined;
  /** The deadline has passed; the entry has left the wheel. */
  expired(): void;
}

export interface TimerWheelOptions {
  /** Length of a tick in ms, whole. */
  readonly tick: number;
  readonly clock: ServerClock;
  /** Told how late each tick came, in ms. */
  readonly ticked?: (late: number) => void;
}

/** A whole turn is 51 s of the default tick: what lies further off is passed over once a turn. */
const SLOTS = 1_024;
/** Deadlines that pass in a row before the sockets are read again: 256 pings take some 3 ms. */
const AT_ONCE = 256;
/** How many of them share one reading of the clock. */
const SHARED_READING = 64;

/**
 * Keeps any number of deadlines by one timer (Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", 1987, scheme 6). Arming
 * and disarming take constant time and no memory. A deadline never passes early, and at most one tick late as long as the
 * event loop is not blocked; it passes after the sockets have been read, so that what came in while the loop was busy is
 * heard first. A crowd of deadlines passes in slices with I/O between them.
 */
export class TimerWheel {
  readonly tick: number;
  /** The last reading of the clock, in whole ms rounded up; starts with the first tick, so that 0 is never now. */
  time = 0;
  /** The beginning of the tick of the last reading: at most a tick old while something is armed and the loop is not blocked. */
  stamp = 0;
  readonly #clock: ServerClock;
  readonly #ticked: (late: number) => void;
  readonly #slots = Array.from({ length: SLOTS }, () => new Head());
  /** What stood in slots that have passed. Nothing of it is looked at before its turn, when it is likely in no cache. */
  readonly #passed = new Head();
  /** The last tick whose slot was emptied. */
  #position: number;
  #size = 0;
  #timer: unknown;
  #isTurning = false;
  #isTurnAsked = false;

  constructor({ tick, clock, ticked = () => {} }: TimerWheelOptions) {
    this.tick = tick;
    this.#clock = clock;
    this.#ticked = ticked;
    this.#position = Math.floor(this.#read() / tick);
  }

  /** How many deadlines are armed. */
  get size(): number {
    return this.#size;
  }

  /** Reads the clock, but for deadlines that pass together: they share one reading. Returns `time`. */
  now(): number {
    if (!this.#isTurning) this.#read();
    return this.time;
  }

  /** Lets the entry expire `delay` ms after `time`, whatever it was armed for before; `Infinity` is never. */
  arm(entry: WheelEntry, delay: number): void {
    this.disarm(entry);
    if (delay === Infinity) return;
    entry.due = Math.max(Math.ceil((this.time + Math.max(0, delay)) / this.tick), this.#position + 1);
    append(this.#slot(entry.due), entry);
    this.#size += 1;
    if (this.#size === 1) this.#start();
  }

  /** Calls back `delay` ms from now, unless what this returns is disarmed. */
  after(delay: number, callback: () => void): WheelEntry {
    const deadline = new Deadline(callback);
    this.now();
    this.arm(deadline, delay);
    return deadline;
  }

  /** Does nothing to an entry that is not armed. */
  disarm(entry: WheelEntry): void {
    if (entry.next === undefined) return;
    remove(entry);
    this.#size -= 1;
    if (this.#size === 0) this.#rest();
  }

  #read(): number {
    const now = this.tick + this.#clock.now();
    this.time = Math.ceil(now);
    this.stamp = Math.floor(now / this.tick) * this.tick;
    return now;
  }

  #slot(tick: number): Head {
    return this.#slots[tick % SLOTS] as Head;
  }

  #start(): void {
    // Slots that nobody stood in need no emptying.
    this.#position = Math.max(this.#position, this.stamp / this.tick - 1);
    this.#sleep();
  }

  #sleep(): void {
    const delay = Math.max(1, Math.ceil((this.#position + 1) * this.tick - this.#read()));
    this.#timer = this.#clock.setTimeout(this.#wake, delay);
  }

  #rest(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  readonly #wake = (): void => {
    const late = this.#read() - (this.#position + 1) * this.tick;
    const now = this.stamp / this.tick;
    if (late >= 0) this.#ticked(late);
    // After a long sleep each slot is looked at once.
    for (let tick = Math.max(this.#position + 1, now - SLOTS + 1); tick <= now; tick += 1) {
      moveAll(this.#slot(tick), this.#passed);
    }
    this.#position = Math.max(this.#position, now);
    this.#sleep();
    this.#askForTurn();
  };

  #askForTurn(): void {
    if (this.#isTurnAsked || this.#passed.next === this.#passed) return;
    this.#isTurnAsked = true;
    this.#clock.afterInput(this.#turn);
  }

  readonly #turn = (): void => {
    this.#isTurnAsked = false;
    this.#isTurning = true;
    try {
      for (let count = 0; count < AT_ONCE; count += 1) {
        const entry = this.#passed.next;
        if (entry === this.#passed) break;
        if (count % SHARED_READING === 0) this.#read();
        if (entry.due > this.#position) {
          // It falls due in a later turn of the wheel.
          remove(entry);
          append(this.#slot(entry.due), entry);
        } else {
          this.disarm(entry);
          entry.expired();
        }
      }
    } finally {
      this.#isTurning = false;
      this.#askForTurn();
    }
  };
}

/** Where a ring of entries begins and ends. */
class Head implements WheelEntry {
  due = 0;
  next: WheelEntry = this;
  previous: WheelEntry = this;
  expired(): void {}
}

function append(head: Head, entry: WheelEntry): void {
  const last = head.previous;
  entry.next = head;
  entry.previous = last;
  last.next = entry;
  head.previous = entry;
}

/** Moves the whole of a ring to the end of another. */
function moveAll(from: Head, to: Head): void {
  const { next, previous } = from;
  if (next === from) return;
  to.previous.next = next;
  next.previous = to.previous;
  previous.next = to;
  to.previous = previous;
  from.next = from;
  from.previous = from;
}

function remove(entry: WheelEntry): void {
  const { next, previous } = entry as Head;
  previous.next = next;
  next.previous = previous;
  entry.next = undefined;
  entry.previous = undefined;
}

/** A deadline on its own. */
class Deadline implements WheelEntry {
  due = 0;
  next: WheelEntry | undefined = undefined;
  previous: WheelEntry | undefined = undefined;
  readonly #callback: () => void;

  constructor(callback: () => void) {
    this.#callback = callback;
  }

  expired(): void {
    this.#callback();
  }
}
