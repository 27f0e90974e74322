import { createConnection } from '../../src/connection.ts';
import { describeWalk } from './support/coverage.ts';
import { memoryGround } from './support/ground.ts';
import { beating, congested, plain, silent, welcomed } from './support/settings.ts';
import { xstateTest } from './support/xstate-test.ts';

describeWalk(memoryGround(), [plain, welcomed, beating, silent, congested], { createConnection }, xstateTest);
