import type { Environment } from '../../ports/environment.ts';

/** One direction of a memory socket. */
export interface Pipe {
  /** Delivers after what was put in before, `latency` ms after `size` bytes have been written. */
  put(deliver: () => void, size?: number): void;
  /** Delivers what was held, from the environment's next turn on. */
  resume(): void;
  /** Drops what is under way, timers included, and all that is put in later. */
  cut(): void;
  /** Bytes put in and not yet written. */
  readonly unwritten: number;
}

export interface PipeOptions {
  readonly environment: Environment;
  /** ms from one end to the other. */
  latency(): number;
  /** Bytes per ms that can be written; `undefined` is no limit. */
  bandwidth(): number | undefined;
  /** Nothing is written or delivered while this holds. */
  isFrozen(): boolean;
  /** Holds each pipe that has something under way, so that a thaw finds it. */
  readonly busy: Set<Pipe>;
}

interface Entry {
  readonly deliver: () => void;
  readonly size: number;
  arrived: boolean;
}

/** Builds an ordered, delayed, pausable pipe. Order holds even when `latency` shrinks, as on TCP. */
export function createPipe({ environment, latency, bandwidth, isFrozen, busy }: PipeOptions): Pipe {
  const timers = new Set<unknown>();
  const toWrite: Entry[] = [];
  const underWay: Entry[] = [];
  let unwritten = 0;
  let isWriting = false;
  let isCut = false;

  const after = (ms: number, run: () => void): void => {
    const timer = environment.setTimeout(() => {
      timers.delete(timer);
      run();
    }, ms);
    timers.add(timer);
  };

  const deliver = (): void => {
    while (underWay[0]?.arrived && !isFrozen()) underWay.shift()?.deliver();
    if (underWay.length + toWrite.length === 0) busy.delete(pipe);
  };

  const launch = (entry: Entry): void => {
    underWay.push(entry);
    after(latency(), () => {
      entry.arrived = true;
      deliver();
    });
  };

  const write = (): void => {
    const entry = toWrite[0];
    if (entry === undefined || isWriting || isFrozen()) return;
    isWriting = true;
    after(entry.size / (bandwidth() ?? Number.POSITIVE_INFINITY), () => {
      isWriting = false;
      if (isFrozen()) return;
      toWrite.shift();
      unwritten -= entry.size;
      launch(entry);
      write();
    });
  };

  const pipe: Pipe = {
    put(deliverEntry, size = 0) {
      if (isCut) return;
      const entry: Entry = { deliver: deliverEntry, size, arrived: false };
      busy.add(pipe);
      if (bandwidth() === undefined && toWrite.length === 0) {
        launch(entry);
        return;
      }
      toWrite.push(entry);
      unwritten += size;
      write();
    },
    resume() {
      if (isCut) return;
      write();
      after(0, deliver);
    },
    cut() {
      isCut = true;
      for (const timer of timers) environment.clearTimeout(timer);
      timers.clear();
      toWrite.length = 0;
      underWay.length = 0;
      unwritten = 0;
      busy.delete(pipe);
    },
    get unwritten() {
      return unwritten;
    },
  };
  return pipe;
}
