import { connectionModel } from '../../../src/testing/connection-model.ts';
import type { TestModel } from '../../../src/testing/test-model-of.ts';
import type { Ground } from './ground.ts';
import { CLOSES, type Setting } from './settings.ts';

/** The model of a connection of that kind. */
export function modelFor({ options, times }: Setting, ground: Ground): TestModel {
  return connectionModel(
    { ...options, url: 'ws://server.test/', transport: ground.stand().transport },
    { closes: CLOSES, ...(times && { times }) },
  );
}
