/**
 * Says how many ms a client waits before its next attempt; `undefined` where it gives up. `attempt`: 1 for the first after
 * the loss. `sinceLoss`: ms. `retryAfter`: what the server asked for, in ms; 0 where it did not.
 */
export type NextDelay = (
  attempt: number,
  sinceLoss: number,
  client: number,
  retryAfter: number,
) => number | undefined;

/** How the clients of one library come back, by its defaults. */
export interface Policy {
  readonly name: string;
  /** The package that it was read from, and where in it. */
  readonly source: string;
  /** Its delays in a few words. */
  readonly delays: string;
  /** Where the fleet's delays come from; `random` is uniform in [0, 1), and `Math.random` is the same while it runs. */
  readonly fleet: (size: number, random: () => number) => NextDelay;
}
