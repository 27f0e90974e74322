import type { Environment } from '../../ports/environment.ts';
import type { Invariant } from './invariants.ts';
import type { Tally } from './tally.ts';
import type { Trace } from './trace.ts';

/** What all of a world share. */
export interface Scene {
  readonly environment: Environment;
  readonly trace: Trace;
  readonly tally: Tally;
  /** ms since the world began. */
  elapsed(): number;
  /** Something happened to this client: it is looked at when the event is over. */
  touch(client: number): void;
  /** Notes that an invariant does not hold: the world ends when the event at hand is over. */
  violate(client: number, invariant: Invariant, detail: string): void;
}
