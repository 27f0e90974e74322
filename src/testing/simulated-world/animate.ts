import { act } from './app.ts';
import type { Chance } from './chance.ts';
import type { SimulatedClient } from './client.ts';
import { worldFaults } from './faults.ts';
import type { Plan } from './plan.ts';
import type { Scene } from './scene.ts';

/** Share of clients whose app aborts the signal at some time. */
const ABORTING = 0.3;

/** Lets things go wrong, and apps act, at random times until the returned function is called. Faults stop where it is calm. */
export function animate(
  clients: readonly SimulatedClient[],
  { faults, duration }: Pick<Plan, 'faults' | 'duration'>,
  chance: Chance,
  { environment, touch }: Scene,
): () => void {
  let isStopped = false;
  for (const client of clients) {
    const own = chance.fork();
    const pace = { faults: own.between(10, 120) * 100, acts: own.between(10, 60) * 100 };
    const repeat = (mean: number, goesOn: () => boolean, run: () => void): void => {
      environment.setTimeout(() => {
        if (!goesOn()) return;
        touch(client.number);
        run();
        repeat(mean, goesOn, run);
      }, own.gap(mean));
    };
    const strike = (): void => {
      const name = own.pick(faults);
      client.note('fault', name);
      worldFaults[name]?.(client, own, clients);
    };
    const abort = (): void => {
      if (client.device.isAsleep || client.isCalm) return;
      touch(client.number);
      client.note('app', 'aborts its signal');
      client.abort.abort();
    };
    // Closed for good by it are only those that were given the signal.
    if (own.is(ABORTING)) environment.setTimeout(abort, own.random() * duration);
    if (faults.length > 0) repeat(pace.faults, () => !client.isCalm, strike);
    repeat(
      pace.acts,
      () => !isStopped,
      () => act(client, client.isCalm),
    );
  }
  return () => {
    isStopped = true;
  };
}
