import { createTestModel } from '@xstate/test';
import type { PathsOf } from './coverage.ts';

/** The paths as `@xstate/test` makes them. */
export const xstateTest: PathsOf = ({ machine, options, edgePaths }) =>
  createTestModel(machine, options).getPaths(edgePaths);
