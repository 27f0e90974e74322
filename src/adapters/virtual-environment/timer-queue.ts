/** A timer that is armed. */
export interface QueuedTimer {
  readonly due: number;
  readonly id: number;
  readonly callback: () => void;
}

/** Armed timers by the time at which they fall due, then by order of arming. */
export interface TimerQueue {
  add(timer: QueuedTimer): void;
  /** Forgets a timer; does nothing where it is gone already. */
  remove(id: number): void;
  /** Takes out the next timer that is due at `until` or before. */
  next(until: number): QueuedTimer | undefined;
  /** How many timers are armed. */
  readonly size: number;
}

/** Below this many cleared timers the heap is left as it is. */
const LITTER = 64;

/** Builds a queue in which arming, clearing and taking cost O(log n): a day of a hundred clients is millions of timers. */
export function timerQueue(): TimerQueue {
  const armed = new Map<number, QueuedTimer>();
  /** A binary heap. Timers that were cleared stay until they come up, or until they are most of it. */
  let heap: QueuedTimer[] = [];

  const sweep = (): void => {
    if (heap.length < LITTER || heap.length < 2 * armed.size) return;
    heap = [];
    for (const timer of armed.values()) push(heap, timer);
  };

  return {
    add(timer) {
      armed.set(timer.id, timer);
      push(heap, timer);
    },
    remove(id) {
      if (armed.delete(id)) sweep();
    },
    next(until) {
      for (let first = heap[0]; first && first.due <= until; first = heap[0]) {
        pop(heap);
        if (armed.delete(first.id)) return first;
      }
      return undefined;
    },
    get size() {
      return armed.size;
    },
  };
}

const isBefore = (one: QueuedTimer, other: QueuedTimer): boolean =>
  one.due < other.due || (one.due === other.due && one.id < other.id);

function push(heap: QueuedTimer[], timer: QueuedTimer): void {
  let place = heap.length;
  heap.push(timer);
  while (place > 0) {
    const above = (place - 1) >> 1;
    const parent = heap[above] as QueuedTimer;
    if (!isBefore(timer, parent)) break;
    heap[place] = parent;
    place = above;
  }
  heap[place] = timer;
}

/** Removes the first of a heap that is not empty. */
function pop(heap: QueuedTimer[]): void {
  const last = heap.pop() as QueuedTimer;
  if (heap.length === 0) return;
  let place = 0;
  for (;;) {
    let below = 2 * place + 1;
    if (below >= heap.length) break;
    if (below + 1 < heap.length && isBefore(heap[below + 1] as QueuedTimer, heap[below] as QueuedTimer))
      below += 1;
    const child = heap[below] as QueuedTimer;
    if (isBefore(last, child)) break;
    heap[place] = child;
    place = below;
  }
  heap[place] = last;
}
