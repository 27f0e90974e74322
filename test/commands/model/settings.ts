/** What differs from run to run. */
export interface Settings {
  /** Retries in a row before the connection gives up. */
  readonly limit: number;
  readonly overflow: 'refuse' | 'drop-oldest';
  readonly keepAlive: 'when-quiet' | 'always';
  /** Whether the first link is open when the commands begin. */
  readonly isOpen: boolean;
}

/** The options of every run, in ms. No two add up to a third, so that few deadlines fall due in one instant. */
export const times = {
  pingInterval: 1_009,
  pongTimeout: 401,
  probeTimeout: 151,
  connectTimeout: 2_003,
  closeTimeout: 307,
  stableAfter: 701,
  offlineRetry: 10_007,
  /** The n-th retry in a row waits n times this long. */
  backoffStep: 97,
} as const;

/** What the network's return leaves of a longer wait: chance stands at 0.5 of the window of 500. */
export const soon = 250;

/** Bounds of the outbox. */
export const bounds = { maxMessages: 3, maxBytes: 8 } as const;
