import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type FaultProxy, faultProxy } from '../../src/testing/fault-proxy.ts';
import { type ExampleProcess, startExample } from './support/example-process.ts';
import {
  exhaust,
  fitsPhone,
  gather,
  killTab,
  lists,
  messages,
  type People,
  reaches,
  SLACK,
  say,
} from './support/pages.ts';
import { counts, enter, type Manner, members } from './support/presence-page.ts';
import { dial, upgradeStatus } from './support/raw-client.ts';

/** The server's times, in ms. */
const ACTIVE_WITHIN = 8_000;
const GRACE = 5_000;

let example: ExampleProcess;
let proxy: FaultProxy;
let people: People;
const open: Page[] = [];

beforeAll(async () => {
  // The proxy needs a port to lead to before the example can be told that pages come by it as well.
  proxy = await faultProxy({ target: 9 });
  await proxy.close();
  const ORIGINS = `http://${proxy.host}:${proxy.port}`;
  [example, people] = await Promise.all([startExample('presence-chat', 0, { ORIGINS }), gather()]);
  proxy = await faultProxy({ target: example.port, port: proxy.port });
}, 60_000);

afterEach(async () => {
  await Promise.all(open.splice(0).map((page) => page.context().close()));
});

afterAll(async () => {
  await people?.close();
  await proxy?.close();
  await example?.interrupt();
});

async function come(user: string, room: string, manner: Manner = {}, url = example.url): Promise<Page> {
  const page = await people.open(url, { hasClock: manner.hasClock ?? false });
  open.push(page);
  await enter(page, user, room, manner);
  return page;
}

const session = () => crypto.randomUUID();

describe('the rooms', { timeout: 90_000 }, () => {
  test('show everybody who is here, and carry messages within the room', async () => {
    const ann = await come('ann', 'red', { by: 'Create' });
    const ben = await come('ben', 'red');
    const cid = await come('cid', 'blue', { by: 'Create' });
    for (const page of [ann, ben]) await counts(page, '2 here · 2 active');
    await counts(cid, '1 here · 1 active');
    await say(ann, 'hello');
    await say(ben, 'hi');
    await lists(ann, ['ben came in', 'annhello', 'benhi']);
    await lists(ben, ['annhello', 'benhi']);
    expect(await messages(cid)).toEqual([]);
    expect(await members(ben)).toEqual(['ann', 'ben (you)']);
  });

  test('show who comes later what was said last', async () => {
    const ann = await come('ann', 'history', { by: 'Create' });
    await say(ann, 'first');
    await lists(ann, ['annfirst']);
    const ben = await come('ben', 'history');
    await lists(ben, ['annfirst']);
  });

  test('let nobody in without the password', async () => {
    await come('ann', 'locked', { by: 'Create', password: 'right' });
    const eve = await people.open(example.url);
    open.push(eve);
    const tries: string[] = [];
    for (const manner of [
      { password: 'wrong' },
      { by: 'Create', password: 'wrong' },
      { room: 'nowhere', password: 'wrong' },
    ] as const) {
      await enter(eve, 'eve', 'room' in manner ? manner.room : 'locked', { ...manner, isRefused: true });
      tries.push((await eve.getByRole('alert').textContent()) ?? '');
    }
    expect(tries).toEqual([
      'That is not the password of this room.',
      'There is a room of this name, and that is not its password.',
      'There is no such room. Create it.',
    ]);
  });

  test('let a person leave: the others see it at once', async () => {
    const ann = await come('ann', 'leave', { by: 'Create' });
    const ben = await come('ben', 'leave');
    await ben.getByRole('button', { name: 'Leave' }).click();
    await counts(ann, '1 here · 1 active', GRACE - 1_000);
    await ben.getByRole('button', { name: 'Join' }).waitFor();
    await lists(ann, ['ben came in', 'ben left']);
  });

  test('are told by a page that goes away, without a wait; a tab that was killed has its time of grace', async () => {
    const ann = await come('ann', 'unload', { by: 'Create' });
    const ben = await come('ben', 'unload');
    const cid = await come('cid', 'unload');
    await counts(ann, '3 here · 3 active');
    await ben.goto('about:blank');
    await counts(ann, '2 here · 2 active', GRACE - 1_000);
    const before = Date.now();
    await killTab(cid);
    await counts(ann, '1 here · 1 active', GRACE + SLACK);
    expect(Date.now() - before).toBeGreaterThan(GRACE - 1_000);
  });

  test('take a goodbye that comes after the end of its link, and keep who is there in another tab', async () => {
    const ann = await come('ann', 'late', { by: 'Create' });
    const [first, second] = [session(), session()];
    const links = await Promise.all([dial(example.port), dial(example.port)]);
    const [tab, other] = links;
    for (const [link, own] of [
      [tab, first],
      [other, second],
    ] as const) {
      link.say({ type: 'join', room: 'late', user: 'ben', password: 'swordfish', session: own });
      await link.hears({ type: 'join', status: 'ok' });
    }
    const goodbye = async (own: string) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      const headers = { origin: new URL(example.url).origin };
      await fetch(`${example.url}leave`, { method: 'POST', headers, body: JSON.stringify({ session: own }) });
    };
    tab.end();
    await goodbye(first);
    await counts(ann, '2 here · 2 active');
    other.end();
    await goodbye(second);
    await counts(ann, '1 here · 1 active', GRACE - 1_000);
    expect(await messages(ann)).toEqual(['ben came in', 'ben left']);
  });

  test('show who does not beat as inactive, and as active again afterwards', async () => {
    const ann = await come('ann', 'frozen', { by: 'Create' });
    const ben = await come('ben', 'frozen', {}, `http://${proxy.host}:${proxy.port}/`);
    await counts(ann, '2 here · 2 active');
    await proxy.mode('freeze');
    await counts(ann, '2 here · 1 active', ACTIVE_WITHIN + SLACK);
    expect(await members(ann)).toEqual(['ann (you)', 'ben, inactive']);
    await reaches(ben, 'Reconnecting', 10_000 + SLACK);
    await proxy.mode('flow');
    await counts(ann, '2 here · 2 active', 30_000);
    expect(await messages(ann)).toEqual(['ben came in']);
  });

  test('count someone in two tabs once', async () => {
    const ann = await come('ann', 'tabs', { by: 'Create' });
    const beside = await people.openBeside(ann, example.url);
    await enter(beside, 'ann', 'tabs');
    await counts(beside, '1 here · 1 active');
    await beside.close();
    await say(ann, 'still here');
    await lists(ann, ['annstill here']);
    await counts(ann, '1 here · 1 active');
  });

  test('tell nobody of a room that it is not in, whatever it pings with', async () => {
    await come('ann', 'secret', { by: 'Create' });
    const eve = await dial(example.port);
    const own = session();
    eve.say({ type: 'create', room: 'other', user: 'eve', password: 'x', session: own });
    await eve.hears({ type: 'create', status: 'ok' });
    eve.say({ type: 'ping', user: 'eve', room: 'secret', session: own });
    eve.say({ type: 'ping', user: 'eve', room: 'secret', session: session() });
    await expect.poll(() => eve.heard.filter(({ type }) => type === 'ping').length).toBe(2);
    eve.end();
    expect(eve.heard.filter(({ type }) => type === 'ping').map(({ users }) => users)).toEqual([['eve'], []]);
    expect(JSON.stringify(eve.heard)).not.toContain('ann');
  });

  test('mind neither what is no JSON nor what is no caller', async () => {
    const ann = await come('ann', 'broken', { by: 'Create' });
    const [mallory, eve] = [await dial(example.port), await dial(example.port)];
    mallory.say('{"type":');
    expect(await mallory.closed).toBe(4007);
    eve.say({ type: 'create', room: { toString: 'x' }, user: ['eve'], password: 1, session: 'x' });
    eve.say({ type: 'message', text: 'to nobody' });
    expect(await eve.hears({ type: 'create' })).toEqual({
      type: 'create',
      room: '',
      user: '',
      status: 'invalid',
    });
    eve.end();
    await say(ann, 'still here');
    await lists(ann, ['annstill here']);
  });

  test('take upgrades and goodbyes from pages of their own, and leave nobody waiting', async () => {
    const { port, url } = example;
    const own = `http://127.0.0.1:${port}`;
    expect([
      await upgradeStatus(port, '/ws', own),
      await upgradeStatus(port, '/ws', 'http://elsewhere.example'),
      await upgradeStatus(port, '/ws'),
      await upgradeStatus(port, '/other', own),
    ]).toEqual([101, 403, 403, 404]);
    const leave = async (headers: Record<string, string>) =>
      (await fetch(`${url}leave`, { method: 'POST', headers, body: '{}' })).status;
    expect([
      await leave({ origin: own }),
      await leave({ origin: 'http://elsewhere.example' }),
      await leave({}),
    ]).toEqual([204, 403, 403]);
  });

  test('fit a phone of 360 px', async () => {
    const ann = await come('ann', 'phone', { by: 'Create' });
    expect(await fitsPhone(ann)).toBe(true);
  });

  test('are tried ten times by a page of its own accord, then by hand; what was written meanwhile arrives', async () => {
    const ann = await come('ann', 'restart', { by: 'Create', hasClock: true });
    const ben = await come('ben', 'restart');
    const { port } = example;
    await example.kill();
    for (const page of [ann, ben]) await reaches(page, 'Reconnecting');
    await say(ben, 'anyone?');
    await lists(ben, ['“anyone?” waits for the link']);
    await say(ann, 'given up with the rest');
    expect(await exhaust(ann)).toBe(10);
    await lists(ann, ['“given up with the rest” was not sent']);

    example = await startExample('presence-chat', port);
    await ann.getByRole('button', { name: 'Reconnect' }).click();
    await reaches(ann, 'Connected');
    await reaches(ben, 'Connected', 60_000);
    for (const page of [ann, ben]) await counts(page, '2 here · 2 active');
    await lists(ann, ['benanyone?']);
    expect(people.errors).toEqual([]);
  });
});
