import type { Environment } from '../../../src/ports/environment.ts';

/** A server's end of one socket, as the published systems see it: text in, text out. */
export interface SystemPeer {
  /** Does nothing once the socket has gone, as `ws` does not throw either. */
  send(text: string): void;
  terminate(): void;
  onMessage(listener: (text: string) => void): void;
  onClose(listener: () => void): void;
}

/** A server as its system's text describes it, on any kind of socket. */
export interface System {
  accept(peer: SystemPeer): void;
}

export type Clock = Pick<Environment, 'now' | 'setTimeout'>;

/** The clock of the machine; its timers keep no process alive. */
export const realClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, delay) => setTimeout(callback, delay).unref(),
};

/** Calls `sweep` every `interval` ms for as long as the clock runs. */
export function every(clock: Clock, interval: number, sweep: () => void): void {
  clock.setTimeout(() => {
    sweep();
    every(clock, interval, sweep);
  }, interval);
}

/** The fields of a JSON object; the systems trust their clients to send nothing else. */
export function fieldsOf(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>;
}
