import { createTestModel } from 'xstate/graph';
import type { PathsOf } from './coverage.ts';

/**
 * The paths as `xstate/graph` makes them, with the same words. For browsers: the manifest of `@xstate/test` 1.0.0-beta.5 leads
 * them to a file that the package does not have.
 */
export const xstateGraph: PathsOf = ({ machine, options, edgePaths }) =>
  createTestModel(machine, options).getPaths(edgePaths);
