import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { virtualEnvironment } from '../../src/adapters/virtual-environment.ts';
import type { PresenceLink, PresenceStore } from '../../src/ports/presence-store.ts';
import { createPresence, memoryStore } from '../../src/presence/index.ts';
import { mirrorOf, sorted } from './support/mirror.ts';
import { Model, ROOMS, type Step, stepsOf } from './support/model.ts';
import { perform } from './support/perform.ts';

interface Times {
  readonly activeWithin: number;
  readonly grace: number;
}

/** Presences on one memory store, one a node, beside the model of them all. */
function clusterOf(nodes: number, times: Times) {
  const environment = virtualEnvironment();
  const store = memoryStore();
  const model = new Model({ ...times, now: environment.now() });
  const start = () => {
    let link: PresenceLink | undefined;
    const tapped: PresenceStore = {
      name: 'tapped',
      open(sink, clock) {
        link = store.open(sink, clock);
        return link;
      },
    };
    const presence = createPresence({ store: tapped, environment, ...times });
    // What was there before it is no change: a mirror begins with it.
    return { presence, mirror: mirrorOf(presence, ROOMS), crash: () => link?.close(0) };
  };
  const running = Array.from({ length: nodes }, start);

  const take = async (step: Step): Promise<void> => {
    const expected = model.take(step);
    if (step.do === 'wait') return environment.advance(step.ms);
    const node = running[step.node];
    if (!node) throw new Error('no such node');
    if (step.do === 'crash') {
      // Its place vanishes without a word of its own, and another node comes in its stead.
      await node.crash();
      await node.presence.close();
      running[step.node] = start();
      return;
    }
    expect(perform(node.presence, step), 'the answer').toBe(expected);
  };

  /** Lists, counts and what listeners made of the changes, all against the model. */
  const check = () => {
    const expected = ROOMS.map((room) => {
      const members = model.list(room);
      const active = members.filter((member) => member.active).length;
      return { room, members, changed: members, count: { total: members.length, active } };
    });
    for (const { presence, mirror } of running) {
      const actual = ROOMS.map((room) => ({
        room,
        members: sorted(presence.list(room)),
        changed: mirror.list(room),
        count: presence.count(room),
      }));
      if (JSON.stringify(actual) !== JSON.stringify(expected)) expect(actual).toEqual(expected);
      if (mirror.misfits.length > 0) expect(mirror.misfits).toEqual([]);
    }
  };

  const stop = () => Promise.all(running.map(({ presence }) => presence.close()));
  return { environment, take, check, stop };
}

describe('presence is exactly what its model says', () => {
  const cases: readonly (readonly [title: string, nodes: number, times: Times])[] = [
    ['on one node', 1, { activeWithin: 300, grace: 200 }],
    ['on one node, without grace', 1, { activeWithin: 300, grace: 0 }],
    ['on three nodes', 3, { activeWithin: 200, grace: 300 }],
    ['on three nodes, with all at the same times', 3, { activeWithin: 200, grace: 200 }],
  ];

  test.each(cases)('after each of 10,000 random steps %s', { timeout: 120_000 }, async (_, nodes, times) => {
    const steps = stepsOf(nodes, { crashes: nodes > 1 ? 1 : 0, waits: 6, longest: 120 });
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 500, maxLength: 500 }), async (run) => {
        const cluster = clusterOf(nodes, times);
        for (const step of run) {
          await cluster.take(step);
          cluster.check();
          taken += 1;
        }
        await cluster.stop();
        // What the last ones said lingers.
        await cluster.environment.advance(times.grace);
        expect(cluster.environment.timers, 'timers that are left').toBe(0);
      }),
      { numRuns: 20, interruptAfterTimeLimit: 60_000 },
    );
    expect(taken).toBe(10_000);
  });
});
