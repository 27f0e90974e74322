import { inject } from 'vitest';
import { ws } from '../../src/adapters/ws.ts';
import { createConnection } from '../../src/connection.ts';
import { describeWalk } from './support/coverage.ts';
import { networkGround } from './support/ground.ts';
import { beating, plain, welcomed } from './support/settings.ts';
import { xstateTest } from './support/xstate-test.ts';

describeWalk(
  networkGround('ws', ws(), inject('control')),
  [plain, welcomed, beating],
  { createConnection },
  xstateTest,
);
