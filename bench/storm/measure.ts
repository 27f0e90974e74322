import { type Announcer, planned, sameForAll } from './announce.ts';
import { type Figures, figuresOf, perSecond } from './figures.ts';
import { earlier, heartwire } from './policies/heartwire.ts';
import { policies } from './policies/index.ts';
import type { Policy } from './policy.ts';
import { blip, heldOut, lone, million, REFUSAL_COSTS } from './scenarios.ts';
import { type Outcome, type Scenario, storm } from './storm.ts';

/** A policy, and what the server says to it. */
export interface Entrant {
  readonly name: string;
  readonly policy: Policy;
  readonly announcer?: Announcer;
}

/** A line of a table. */
export interface Row {
  readonly name: string;
  readonly figures: Figures;
}

/** What a picture needs of a run. */
export interface Course {
  readonly name: string;
  readonly figures: Figures;
  /** Per second from the loss on: attempts, and the share of the fleet that is back. */
  readonly attempts: readonly number[];
  readonly back: readonly number[];
}

/** One scenario, and how the candidates for our default fared. */
export interface Trial {
  readonly scenario: Scenario;
  readonly rows: readonly Row[];
}

export interface Results {
  readonly storms: readonly { readonly refusalCost: number; readonly rows: readonly Row[] }[];
  readonly courses: readonly Course[];
  readonly blip: readonly Row[];
  readonly lone: readonly Trial[];
  readonly heldOut: readonly Trial[];
}

/** How much of a run is drawn, in s. */
export const DRAWN = 420;

const told: readonly Entrant[] = [
  { name: 'heartwire, server plans', policy: heartwire, announcer: planned },
  { name: 'heartwire, one wait for all', policy: heartwire, announcer: sameForAll },
];
const entrants: readonly Entrant[] = [
  { name: heartwire.name, policy: heartwire },
  ...told,
  ...policies.filter((policy) => policy !== heartwire).map((policy) => ({ name: policy.name, policy })),
  { name: earlier.name, policy: earlier },
];
const candidates: readonly Entrant[] = [
  { name: heartwire.name, policy: heartwire },
  { name: earlier.name, policy: earlier },
  ...told.slice(0, 1),
];

/** Runs every storm; `say` is told of each that is done. */
export function measure(say: (line: string) => void): Results {
  const run = ({ name, policy, announcer }: Entrant, scenario: Scenario): Outcome => {
    const from = performance.now();
    const outcome = storm(policy, { ...scenario, announcer });
    const { refusalCost: cost, clients } = scenario;
    say(`${((performance.now() - from) / 1_000).toFixed(1)} s: ${name}, ${clients} clients, r = ${cost}`);
    return outcome;
  };
  const row = (entrant: Entrant, scenario: Scenario): Row => ({
    name: entrant.name,
    figures: figuresOf(run(entrant, scenario)),
  });
  const courses: Course[] = [];
  const storms = REFUSAL_COSTS.map((refusalCost) => ({
    refusalCost,
    rows: entrants.map((entrant) => {
      const outcome = run(entrant, { ...million, refusalCost });
      const figures = figuresOf(outcome);
      if (refusalCost === million.refusalCost) courses.push(courseOf(entrant.name, outcome, figures));
      return { name: entrant.name, figures };
    }),
  }));
  return {
    storms,
    courses,
    blip: entrants.filter(({ announcer }) => !announcer).map((entrant) => row(entrant, blip)),
    lone: lone.map((scenario) => ({
      scenario,
      rows: [heartwire, earlier].map((policy) => row({ name: policy.name, policy }, scenario)),
    })),
    heldOut: heldOut.map((scenario) => ({
      scenario,
      rows: candidates.map((entrant) => row(entrant, scenario)),
    })),
  };
}

function courseOf(name: string, { scenario, arrivals, accepted }: Outcome, figures: Figures): Course {
  let total = 0;
  const back = perSecond(accepted).map((count) => {
    total += count;
    return total / scenario.clients;
  });
  return { name, figures, attempts: perSecond(arrivals).slice(0, DRAWN), back: back.slice(0, DRAWN) };
}
