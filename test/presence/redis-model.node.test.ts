import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeEnvironment } from '../../src/adapters/node-environment.ts';
import { virtualEnvironment } from '../../src/adapters/virtual-environment.ts';
import { createPresence } from '../../src/presence/index.ts';
import { redisStore } from '../../src/presence/redis.ts';
import { buildChild, startChild } from './support/child-node.ts';
import { mirrorOf, sorted } from './support/mirror.ts';
import { Model, ROOMS, type Step, stepsOf } from './support/model.ts';
import { perform } from './support/perform.ts';
import { onRedis } from './support/redis.ts';
import { until } from './support/waiting.ts';

const LEASE = 1_000;
const TIMES = { activeWithin: 300, grace: 200 };
/** Two nodes are the same between two of these; within one they only have to get there. */
const STEPS_PER_CHECK = 250;
const CHECKS = 40;

let program = '';
let folder = '';

beforeAll(async () => {
  // Below the root, where its packages are found.
  const cache = fileURLToPath(new URL('../../.cache/', import.meta.url));
  mkdirSync(cache, { recursive: true });
  folder = mkdtempSync(`${cache}presence-`);
  program = await buildChild(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

onRedis('presence on two nodes in Redis', (redis) => {
  test('is exactly what its model says after 10,000 random steps, with a node that is killed', {
    timeout: 240_000,
  }, async () => {
    const environment = virtualEnvironment();
    const model = new Model({ ...TIMES, now: environment.now() });
    const url = `redis://127.0.0.1:${redis().port}`;
    const store = redisStore(redis().client(), { prefix: 'model', lease: LEASE });
    const presence = createPresence({
      store: { name: 'redis', open: (sink) => store.open(sink, nodeEnvironment()) },
      environment,
      ...TIMES,
    });
    const mirror = mirrorOf(presence);
    await presence.ready();
    const start = () => startChild(program, url, 'model', LEASE, TIMES.activeWithin, TIMES.grace);
    let child = await start();
    let elapsed = 0;

    const take = async (step: Step): Promise<void> => {
      const expected = model.take(step);
      if (step.do === 'wait') {
        elapsed += step.ms;
        await Promise.all([environment.advance(step.ms), child.ask(step)]);
      } else if (step.do !== 'crash') {
        const answer = step.node === 0 ? perform(presence, step) : await child.ask(step);
        expect(answer ?? undefined, JSON.stringify(step)).toBe(expected);
      }
    };
    /** Kills the other node; its members are to be gone within the lease. Then it is started anew. */
    const kill = async () => {
      await child.kill();
      const killed = performance.now();
      model.take({ do: 'crash', node: 1 });
      await agree(() => ROOMS.map((room) => sorted(presence.list(room))));
      // Half a lease on top for a machine that is busy.
      expect(performance.now() - killed).toBeLessThan(1.5 * LEASE);
      child = await start();
      await child.ask({ do: 'wait', ms: elapsed });
    };
    const agree = async (listed: () => unknown) => {
      const expected = ROOMS.map((room) => model.list(room));
      const same = () => JSON.stringify(listed()) === JSON.stringify(expected);
      await until(same, 5_000, () => ({ listed: listed(), expected }));
    };
    const check = async () => {
      await agree(() => ROOMS.map((room) => sorted(presence.list(room))));
      await agree(() => ROOMS.map((room) => mirror.list(room)));
      let there: unknown;
      for (let turn = 0; turn < 500; turn += 1) {
        there = await child.ask({ do: 'list' });
        if (JSON.stringify(there) === JSON.stringify(ROOMS.map((room) => model.list(room)))) return;
        await until(() => true);
      }
      expect(there).toEqual(ROOMS.map((room) => model.list(room)));
    };

    const steps = stepsOf(2, { crashes: 0, waits: 4, longest: 120 });
    const all = fc.sample(fc.array(steps, { minLength: STEPS_PER_CHECK, maxLength: STEPS_PER_CHECK }), {
      seed: 20_251_121,
      numRuns: CHECKS,
    });
    let taken = 0;
    for (const [round, run] of all.entries()) {
      for (const step of run) {
        await take(step);
        taken += 1;
      }
      // Right after the last step: what it has not said yet dies with it.
      if (round % 10 === 9) await kill();
      await check();
    }
    await check();
    expect([taken, mirror.misfits]).toEqual([10_000, []]);
    await child.kill();
    await presence.close();
  });
});
