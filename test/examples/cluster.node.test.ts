import { spawnSync } from 'node:child_process';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LEASE } from '../../examples/presence-chat/lease.ts';
import { type ExampleProcess, startScript } from './support/example-process.ts';
import { gather, lists, messages, type People, SLACK, say } from './support/pages.ts';
import { counts, enter, members } from './support/presence-page.ts';

/** A member whose node is killed comes back by the other one: the preset's first wait is this at most, in ms. */
const LONGEST_WAIT = 5_000;

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
if (!hasRedis) {
  console.warn(
    'SKIPPED: the two nodes of the cluster example. There is no redis-server on the PATH: install Redis.',
  );
}

/** The process ids that the example prints beside its addresses. */
const pids = ({ output }: ExampleProcess) =>
  Array.from(output.matchAll(/kill -9 (\d+)/g), ([, pid]) => Number(pid));

describe.skipIf(!hasRedis)('two nodes', { timeout: 90_000 }, () => {
  let cluster: ExampleProcess;
  let people: People;
  let ann: Page;
  let ben: Page;
  let cid: Page;

  beforeAll(async () => {
    [cluster, people] = await Promise.all([startScript(['examples/cluster/start.js'], {}, 2), gather()]);
    const [first = '', second = ''] = cluster.urls;
    [ann, ben, cid] = [await people.open(first), await people.open(second), await people.open(second)];
    await enter(ann, 'ann', 'harbour', { by: 'Create' });
    for (const [page, name] of [
      [ben, 'ben'],
      [cid, 'cid'],
    ] as const)
      await enter(page, name, 'harbour');
  }, 90_000);

  afterAll(async () => {
    await people?.close();
    await cluster?.interrupt();
  });

  test('are one room: who is here, and what is said, is the same on both', async () => {
    for (const page of [ann, ben, cid]) await counts(page, '3 here · 3 active');
    expect(await members(ann)).toEqual(['ann (you)', 'ben', 'cid']);
    await say(ann, 'hello over there');
    // Of what is said at one time each node hears its own first: an answer comes behind what it answers.
    await lists(ben, ['annhello over there']);
    await say(ben, 'hello');
    for (const page of [ann, ben, cid]) await lists(page, ['annhello over there', 'benhello']);
  });

  test('lose one by kill -9: its members leave within the lease, or come back by the other one', async () => {
    // Cid goes with the node, and says nothing any more; Ben’s page stays.
    const victim = pids(cluster)[1];
    if (!victim) throw new Error('The example has printed no process ids.');
    process.kill(victim, 'SIGKILL');
    await cid.context().close();

    const survivor = `Served by ${new URL(cluster.url).host}`;
    await ben.locator(`#node:text-is("${survivor}")`).waitFor({ timeout: LONGEST_WAIT + SLACK });
    await counts(ann, '2 here · 2 active', LEASE + SLACK);
    await counts(ben, '2 here · 2 active');
    expect((await messages(ann)).filter((message) => message === 'cid left')).toEqual(['cid left']);
    await say(ben, 'back again');
    for (const page of [ann, ben]) await lists(page, ['benback again']);
  });

  test('end with Redis on Ctrl-C, and their pages have thrown nothing', async () => {
    const survivor = pids(cluster)[0] ?? 0;
    expect(await cluster.interrupt()).toBe(0);
    expect(() => process.kill(survivor, 0)).toThrow('ESRCH');
    expect(people.errors).toEqual([]);
  });
});
