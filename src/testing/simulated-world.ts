import { virtualEnvironment } from '../adapters/virtual-environment.ts';
import { animate } from './simulated-world/animate.ts';
import { addListeners } from './simulated-world/app.ts';
import { chanceOf } from './simulated-world/chance.ts';
import type { SimulatedClient } from './simulated-world/client.ts';
import { createClient } from './simulated-world/create-client.ts';
import { calm, closeAll, compare, recover } from './simulated-world/ending.ts';
import { type Invariant, WorldViolation } from './simulated-world/invariants.ts';
import { planOf, type SimulateWorldOptions } from './simulated-world/plan.ts';
import { AppFault, watchReports } from './simulated-world/reports.ts';
import type { Scene } from './simulated-world/scene.ts';
import { createTally } from './simulated-world/tally.ts';
import type { WorldCounts } from './simulated-world/totals.ts';
import { createTrace, WORLD } from './simulated-world/trace.ts';

export type { SimulateWorldOptions } from './simulated-world/plan.ts';

/** What happened in one world. */
export interface WorldReport extends WorldCounts {
  readonly seed: number;
  readonly clients: number;
  /** How long things went wrong, in ms of virtual time. */
  readonly duration: number;
}

/** How often all clients are looked at when nothing happens to them, in ms. */
const SWEEP = 2_000;
const HOUR = 3_600_000;

/**
 * Runs one world on a virtual clock: clients, a server and all that can go wrong between them, drawn from a seed. Checks the
 * invariants after every event, and rejects with a `WorldViolation` at the first that does not hold.
 *
 * While a world runs, `globalThis.reportError` is its own, for its apps throw in listeners.
 *
 * @throws TypeError for options that are out of bounds, and what `createConnection` throws on the options that it is given
 */
export async function simulateWorld(options: SimulateWorldOptions): Promise<WorldReport> {
  const chance = chanceOf(options.seed);
  const plan = planOf(options, chance);
  const { seed, duration, replay } = plan;
  const environment = virtualEnvironment({ seed });
  const start = environment.now();
  const elapsed = () => environment.now() - start;
  const trace = createTrace(elapsed);
  const tally = createTally();
  const touched = new Set<number>();
  let violation: WorldViolation | undefined;
  let events = 0;

  const scene: Scene = {
    environment,
    trace,
    tally,
    elapsed,
    touch: (client) => touched.add(client),
    violate(client, invariant: Invariant, detail) {
      violation ??= new WorldViolation(invariant, detail, {
        client,
        seed,
        replay,
        trace: trace.lines(client === 0 ? undefined : `client ${client}`),
      });
    },
  };
  const thrown = new WeakSet<object>();
  const stopReports = watchReports((error) => {
    // Another world's app, for worlds may run at the same time.
    if (error instanceof AppFault && !thrown.has(error)) return false;
    if (!(error instanceof AppFault)) {
      scene.violate(0, 'listeners-are-apart', `what no app threw was reported: ${String(error)}`);
    }
    return true;
  });

  const clients: SimulatedClient[] = [];
  const checks: (() => void)[] = [];

  const settled = (): void => {
    events += 1;
    for (const number of touched) {
      clients[number - 1]?.check();
      checks[number - 1]?.();
    }
    touched.clear();
    if (violation) throw violation;
  };
  const advance = async (ms: number): Promise<void> => {
    await environment.advance(ms, settled);
    settled();
  };
  const populate = (number: number): void => {
    const { createConnection, optionsOf } = plan;
    const speech = chance.pick(plan.dialects);
    tally.count('dialect', speech.name);
    const parts = {
      number,
      scene,
      chance: chance.fork(),
      speech,
      overrides: optionsOf(number),
      createConnection,
    };
    const client = createClient(parts);
    clients.push(client);
    checks.push(addListeners(client, scene, (fault) => thrown.add(fault)));
  };
  const sweep = (): void => {
    for (const { number } of clients) touched.add(number);
    environment.setTimeout(sweep, SWEEP);
  };

  try {
    for (let number = 1; number <= plan.clients; number += 1) populate(number);
    sweep();
    const stopActing = animate(clients, plan, chance.fork(), scene);
    for (let rest = duration; rest > 0; rest -= HOUR) {
      await advance(Math.min(rest, HOUR));
      options.progress?.(elapsed());
    }
    trace.note(WORLD, 'calms down');
    calm(clients);
    await recover(clients, advance);
    stopActing();
    await compare(clients, advance);
    trace.note(WORLD, 'closes everyone');
    await closeAll(clients, advance);
  } finally {
    stopReports();
  }
  return {
    seed,
    clients: plan.clients,
    duration,
    lasted: elapsed(),
    events,
    faults: tally.of('fault'),
    losses: tally.of('lost'),
    edges: tally.of('edge'),
    acts: tally.of('app'),
    sends: tally.of('send'),
    drops: tally.of('drop'),
    dialects: tally.of('dialect'),
  };
}
