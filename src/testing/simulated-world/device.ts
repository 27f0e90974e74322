import { MAX_TIME } from '../../defaults.ts';
import type { Environment, EnvironmentSignal } from '../../ports/environment.ts';

/**
 * How a device sleeps. `frozen`: the process is held (a tab, SIGSTOP) while its timers' clock goes on, so that overdue
 * timers run at once on waking. `suspended`: the machine stands still, timers included; only the wall clock goes on.
 */
export type Sleep = 'frozen' | 'suspended';

/** What one client runs on: a wall clock of its own, timers that stop while it sleeps, a network flag, page signals. */
export interface Device extends Environment {
  online: boolean;
  readonly isAsleep: boolean;
  /** ms for which the device was awake: what its deadlines are held to. */
  readonly awake: number;
  /** ms on the clock that its timers go by. */
  readonly ticked: number;
  /** How many timers are armed. */
  readonly timers: number;
  /** How many subscribers there are. */
  readonly listeners: number;
  sleep(how: Sleep): void;
  wake(): void;
  /** Sets the wall clock by `ms`. */
  setClock(ms: number): void;
  signal(name: EnvironmentSignal): void;
}

interface Timer {
  readonly callback: () => void;
  due: number;
  handle: unknown;
}

/** Builds a device on the world's clock. `ran` is called before each of its timers. */
export function createDevice(world: Environment, random: () => number, ran: () => void): Device {
  const start = world.now();
  const timers = new Map<number, Timer>();
  const listeners = new Map<number, (signal: EnvironmentSignal) => void>();
  let lastId = 0;
  let skew = 0;
  let slept = 0;
  let suspended = 0;
  let asleep: { readonly how: Sleep; readonly since: number } | undefined;

  const elapsed = () => world.now() - start;
  const arm = (id: number, timer: Timer): void => {
    timer.handle = world.setTimeout(
      () => {
        timers.delete(id);
        ran();
        timer.callback();
      },
      Math.max(0, timer.due - elapsed()),
    );
  };

  const device: Device = {
    online: true,
    now: () => world.now() + skew,
    random,
    get isAsleep() {
      return asleep !== undefined;
    },
    get awake() {
      return (asleep ? asleep.since : elapsed()) - slept;
    },
    get ticked() {
      return (asleep?.how === 'suspended' ? asleep.since : elapsed()) - suspended;
    },
    get timers() {
      return timers.size;
    },
    get listeners() {
      return listeners.size;
    },
    setTimeout(callback, delay) {
      lastId += 1;
      const timer: Timer = {
        callback,
        due: elapsed() + (delay >= 0 && delay <= MAX_TIME ? delay : 0),
        handle: undefined,
      };
      timers.set(lastId, timer);
      if (!asleep) arm(lastId, timer);
      return lastId;
    },
    clearTimeout(id) {
      world.clearTimeout(timers.get(id as number)?.handle);
      timers.delete(id as number);
    },
    subscribe(listener) {
      lastId += 1;
      const id = lastId;
      listeners.set(id, listener);
      return () => {
        listeners.delete(id);
      };
    },
    sleep(how) {
      if (asleep) return;
      asleep = { how, since: elapsed() };
      for (const { handle } of timers.values()) world.clearTimeout(handle);
    },
    wake() {
      if (!asleep) return;
      const { how, since } = asleep;
      const rest = elapsed() - since;
      asleep = undefined;
      slept += rest;
      if (how === 'suspended') suspended += rest;
      const inOrder = [...timers].sort(([a, one], [b, other]) => one.due - other.due || a - b);
      for (const [id, timer] of inOrder) {
        if (how === 'suspended') timer.due += rest;
        arm(id, timer);
      }
    },
    setClock(ms) {
      skew += ms;
    },
    signal(name) {
      if (name === 'online' || name === 'offline') device.online = name === 'online';
      for (const [id, listener] of [...listeners]) if (listeners.has(id)) listener(name);
    },
  };
  return device;
}
