import type { AnyEventObject, AnyMachineSnapshot } from 'xstate';
import type { Edge } from '../edges-of.ts';
import type { ModelEffect } from './steps.ts';

/** A path as `@xstate/test` and `xstate/graph` have it: each step an event, and the state that it leads to. */
export interface ModelPath {
  readonly state: AnyMachineSnapshot;
  readonly steps: { readonly state: AnyMachineSnapshot; readonly event: AnyEventObject }[];
  readonly weight: number;
}

/** What one event does. */
export interface ModelStep {
  readonly state: AnyMachineSnapshot;
  /** The edges that it takes, `always` included, in order; none where nothing happens. Those of the chart, as `edgesOf` has them. */
  readonly edges: readonly Edge[];
  /** The actions that it asks the world for, in order; updates of the context are not among them. */
  readonly effects: readonly ModelEffect[];
}
