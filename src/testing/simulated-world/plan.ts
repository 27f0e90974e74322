import { createConnection as ours } from '../../connection.ts';
import type { Chance } from './chance.ts';
import type { ConnectionFactory } from './client.ts';
import { type WorldDialect, worldDialects } from './dialects.ts';
import { worldFaults } from './faults.ts';
import type { DrawnOptions } from './options.ts';

/** Options of `simulateWorld`. Times in ms of virtual time. */
export interface SimulateWorldOptions {
  /** What everything is drawn from: equal options give equal worlds. An integer. */
  readonly seed: number;
  /** How many clients there are, 1 or more. Default: 1 to 4, drawn. */
  readonly clients?: number | undefined;
  /** How long things go wrong. Default: 20,000 to 120,000, drawn. What follows, until all are back, comes on top. */
  readonly duration?: number | undefined;
  /** What clients speak: each draws one. Default: nine that the library ships. */
  readonly dialects?: readonly WorldDialect[] | undefined;
  /** Options laid over those that each client draws, or a function of the client's number, from 1, that gives them. */
  readonly options?: DrawnOptions | ((client: number) => DrawnOptions) | undefined;
  /** Names of the faults that may happen, of `worldFaults`. Default: all. */
  readonly faults?: readonly string[] | undefined;
  /** What makes the connections. Default: `createConnection`. */
  readonly createConnection?: ConnectionFactory | undefined;
  /** Called after each hour of virtual time with the ms gone by. */
  readonly progress?: ((elapsed: number) => void) | undefined;
  /** What a person runs to see a violation again, for its message. Default: this call. */
  readonly replay?: string | undefined;
}

/** A world's size and make, with all that was left out drawn or filled in. */
export interface Plan {
  readonly seed: number;
  readonly clients: number;
  readonly duration: number;
  readonly dialects: readonly WorldDialect[];
  readonly faults: readonly string[];
  readonly createConnection: ConnectionFactory;
  optionsOf(client: number): DrawnOptions;
  readonly replay: string;
}

/** Fills in what the options leave out. Throws a `TypeError` for what is out of bounds. */
export function planOf(options: SimulateWorldOptions, { between }: Chance): Plan {
  const {
    seed,
    dialects = worldDialects,
    faults = Object.keys(worldFaults),
    createConnection = ours,
  } = options;
  // Drawn even where they are given, so that a replay that states them is the same world.
  const drawn = { clients: between(1, 4), duration: between(20, 120) * 1_000 };
  const { clients = drawn.clients, duration = drawn.duration } = options;
  const call = `simulateWorld({ seed: ${seed}, clients: ${clients}, duration: ${duration} })`;
  refuseUnless(Number.isInteger(seed), 'seed', seed, 'an integer');
  refuseUnless(Number.isInteger(clients) && clients > 0, 'clients', clients, 'an integer from 1');
  refuseUnless(Number.isFinite(duration) && duration >= 0, 'duration', duration, 'a time in ms from 0');
  refuseUnless(dialects.length > 0, 'dialects', dialects, 'a list of at least one');
  const unknown = faults.find((name) => !Object.hasOwn(worldFaults, name));
  refuseUnless(unknown === undefined, 'faults', unknown, `one of ${Object.keys(worldFaults).join(', ')}`);
  const { options: given = {}, replay = call } = options;
  const optionsOf = (client: number) => (typeof given === 'function' ? given(client) : given);
  return { seed, clients, duration, dialects, faults, createConnection, optionsOf, replay };
}

function refuseUnless(holds: boolean, name: string, value: unknown, what: string): void {
  if (!holds) throw new TypeError(`${name}: ${String(value)} is not ${what}`);
}
