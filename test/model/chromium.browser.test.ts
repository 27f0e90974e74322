import { inject } from 'vitest';
import { browserTransport } from '../../src/adapters/browser.ts';
import { createConnection } from '../../src/connection.ts';
import { describeWalk } from './support/coverage.ts';
import { networkGround } from './support/ground.ts';
import { beating, plain, welcomed } from './support/settings.ts';
import { xstateGraph } from './support/xstate-graph.ts';

const ground = networkGround('Chromium', browserTransport(), inject('control'));

describeWalk(ground, [plain, welcomed, beating], { createConnection }, xstateGraph);
