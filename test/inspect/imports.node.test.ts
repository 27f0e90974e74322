import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { importGraph, reachable, readSources } from '../support/import-graph.ts';

const graph = importGraph(readSources(fileURLToPath(new URL('../../src', import.meta.url))));

test('heartwire/inspect reaches no package but XState, types included: it needs neither Node nor @statelyai/inspect', () => {
  const packages = [...reachable(graph, 'inspect/index.ts').keys()].filter(
    (target) => !target.endsWith('.ts'),
  );
  expect(packages).toEqual(['xstate']);
});
