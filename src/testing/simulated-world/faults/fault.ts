import type { Chance } from '../chance.ts';
import type { SimulatedClient } from '../client.ts';

/** Does something to a client, or to what it depends on; `all` are the clients of its world. */
export type Fault = (client: SimulatedClient, chance: Chance, all: readonly SimulatedClient[]) => void;

/** Faults by name; each is a sentence's part, for traces and reports. */
export type Faults = Readonly<Record<string, Fault>>;
