import type { TimerWheel, WheelEntry } from './timer-wheel.ts';

/** Most that is done in one tick: 256 close frames take some 5 ms. */
const AT_ONCE = 256;

/** Calls `act` for each of `items`, evenly over `over` ms, tick by tick, in any order that `random` gives, unless it is stopped. */
export function spread<T>(
  items: readonly T[],
  over: number,
  wheel: TimerWheel,
  random: () => number,
  act: (item: T) => void,
): () => void {
  const rest = shuffled(items, random);
  const from = wheel.now();
  let next: WheelEntry | undefined;
  const step = () => {
    const passed = over > 0 ? Math.min(1, (wheel.now() - from) / over) : 1;
    const due = Math.ceil(items.length * passed) - (items.length - rest.length);
    for (const item of rest.splice(0, Math.min(due, AT_ONCE))) act(item);
    next = rest.length > 0 ? wheel.after(wheel.tick, step) : undefined;
  };
  step();
  return () => {
    if (next) wheel.disarm(next);
  };
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const all = [...items];
  for (let last = all.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [all[last], all[other]] = [all[other] as T, all[last] as T];
  }
  return all;
}
