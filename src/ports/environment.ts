/**
 * What the world outside the socket says. `online`/`offline`: the network flag. `wake`: the clock jumped, the machine slept.
 * `shown`/`hidden`: page visibility. `frozen`/`resumed`: Page Lifecycle. `restored`: the page came back from the bfcache.
 */
export type EnvironmentSignal =
  | 'online'
  | 'offline'
  | 'wake'
  | 'hidden'
  | 'shown'
  | 'frozen'
  | 'resumed'
  | 'restored';

/** Clock, chance, network and page life: all that is not the socket. */
export interface Environment {
  /** Milliseconds since the epoch. May jump, as wall clocks do. */
  now(): number;
  setTimeout(callback: () => void, delay: number): unknown;
  clearTimeout(timer: unknown): void;
  /** Uniform in [0, 1). */
  random(): number;
  /** What the platform believes of its network; `true` where it has no opinion. It can be wrong both ways. */
  readonly online: boolean;
  /** Calls `listener` for each signal until the returned function is called. */
  subscribe(listener: (signal: EnvironmentSignal) => void): () => void;
}
