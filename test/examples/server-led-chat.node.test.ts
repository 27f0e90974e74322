import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type FaultProxy, faultProxy } from '../../src/testing/fault-proxy.ts';
import { type ExampleProcess, startExample } from './support/example-process.ts';
import { fitsPhone, gather, killTab, lists, type People, reaches, SLACK, say } from './support/pages.ts';
import { dial, type RawClient, upgradeStatus } from './support/raw-client.ts';

/** The server's times, in ms: it beats, waits for the answer, and grants a time of grace. */
const PING_INTERVAL = 1_000;
const PONG_TIMEOUT = 1_000;
const GRACE = 1_000;

let example: ExampleProcess;
let proxy: FaultProxy;
let people: People;
const leaving: (() => unknown)[] = [];

beforeAll(async () => {
  // The proxy needs a port to lead to before the example can be told that pages come by it as well.
  proxy = await faultProxy({ target: 9 });
  await proxy.close();
  const viaProxy = `http://${proxy.host}:${proxy.port}`;
  [example, people] = await Promise.all([
    startExample('server-led-chat', 0, { ORIGINS: viaProxy }),
    gather(),
  ]);
  proxy = await faultProxy({ target: example.port, port: proxy.port });
}, 60_000);

afterEach(async () => {
  await Promise.all(leaving.splice(0).map((leave) => leave()));
});

afterAll(async () => {
  await people?.close();
  await proxy?.close();
  await example?.interrupt();
});

/** Logs in on a page of its own, and enters a room. */
async function enter(name: string, room: string, url = example.url): Promise<Page> {
  const page = await people.open(`${url}?room=${room}`);
  leaving.push(() => page.context().close());
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill('open sesame');
  await page.getByRole('button', { name: 'Enter' }).click();
  await reaches(page, 'Connected', 20_000);
  return page;
}

async function passOf(name: string): Promise<string> {
  const response = await fetch(`${example.url}login`, {
    method: 'POST',
    headers: { origin: new URL(example.url).origin },
    body: JSON.stringify({ name, password: 'open sesame' }),
  });
  return (await response.json()).pass;
}

/** Enters as a client that is no page, and answers every beat. */
async function enterRaw(name: string, room: string): Promise<RawClient> {
  const client = await dial(example.port, ({ event }) =>
    event === 'heartbeat' ? { event: 'heartbeat', message: 'pong' } : undefined,
  );
  leaving.push(() => client.end());
  client.say({ event: 'auth', message: await passOf(name) });
  client.say({ event: 'enter', message: name, roomId: room });
  await client.hears({ event: 'enter', name });
  return client;
}

const counts = (page: Page, online: number, timeout = SLACK) =>
  page.locator(`#online:text-is("${online} online")`).waitFor({ timeout });

/** What a client heard of who comes and goes: name and count. */
const comings = ({ heard }: RawClient) =>
  heard
    .filter(({ event }) => event === 'enter' || event === 'out')
    .map(({ event, name, num }) => [event, name, num]);

describe('the chat rooms', { timeout: 60_000 }, () => {
  test('carry messages to everybody in the room, the writer among them, and to nobody else', async () => {
    const [ann, ben] = [await enter('ann', 'red'), await enter('ben', 'red')];
    const cid = await enterRaw('cid', 'blue');
    await counts(ann, 2);
    await say(ann, 'hello');
    await say(ben, 'hi');
    for (const page of [ann, ben]) await lists(page, ['annhello', 'benhi']);
    cid.say({ event: 'message', message: 'anyone?' });
    await cid.hears({ event: 'message' });
    expect(cid.heard.filter(({ event }) => event !== 'heartbeat')).toEqual([
      { event: 'enter', name: 'cid', num: 1 },
      { event: 'message', name: 'cid', message: 'anyone?', num: 1 },
    ]);
  });

  test('count a tab that was closed out, once', async () => {
    const watch = await enterRaw('watch', 'closed');
    const ann = await enter('ann', 'closed');
    await counts(ann, 2);
    await ann.close();
    await watch.hears({ event: 'out' });
    expect(comings(watch)).toEqual([
      ['enter', 'watch', 1],
      ['enter', 'ann', 2],
      ['out', 'ann', 1],
    ]);
  });

  test('count a tab whose process was killed out, once', async () => {
    const watch = await enterRaw('watch', 'killed');
    const ann = await enter('ann', 'killed');
    await counts(ann, 2);
    await killTab(ann);
    await watch.hears({ event: 'out' }, PING_INTERVAL + PONG_TIMEOUT + GRACE + SLACK);
    expect(comings(watch)).toEqual([
      ['enter', 'watch', 1],
      ['enter', 'ann', 2],
      ['out', 'ann', 1],
    ]);
  });

  test('count a frozen link out, once, and in again when it is back', async () => {
    const watch = await enterRaw('watch', 'frozen');
    const ann = await enter('ann', 'frozen', `http://${proxy.host}:${proxy.port}/`);
    await counts(ann, 2);
    await proxy.mode('freeze');
    await reaches(ann, 'Connecting', 1_500 + SLACK);
    await watch.hears({ event: 'out' }, PING_INTERVAL + PONG_TIMEOUT + GRACE + SLACK);
    await proxy.mode('flow');
    await counts(ann, 2, 30_000);
    await say(ann, 'back again');
    await watch.hears({ event: 'message', message: 'back again' });
    expect(comings(watch)).toEqual([
      ['enter', 'watch', 1],
      ['enter', 'ann', 2],
      ['out', 'ann', 1],
      ['enter', 'ann', 2],
    ]);
  });

  test('count someone who enters twice once: in two tabs, and twice on one link', async () => {
    const watch = await enterRaw('watch', 'double');
    const ann = await enter('ann', 'double');
    const beside = await people.openBeside(ann, `${example.url}?room=double`);
    await reaches(beside, 'Connected', 20_000);
    watch.say({ event: 'enter', message: 'watch', roomId: 'double' });
    watch.say({ event: 'message', message: 'now' });
    await watch.hears({ event: 'message' });
    await counts(beside, 2);
    await beside.close();
    await say(ann, 'alone again');
    await watch.hears({ event: 'message', message: 'alone again', num: 2 });
    expect(comings(watch)).toEqual([
      ['enter', 'watch', 1],
      ['enter', 'ann', 2],
    ]);
  });

  test('count someone who enters another room in one of them', async () => {
    const watch = await enterRaw('watch', 'first');
    const ann = await enterRaw('ann', 'first');
    ann.say({ event: 'enter', message: 'ann', roomId: 'second' });
    await watch.hears({ event: 'out' });
    await ann.hears({ event: 'enter', num: 1 });
    expect(comings(watch)).toEqual([
      ['enter', 'watch', 1],
      ['enter', 'ann', 2],
      ['out', 'ann', 1],
    ]);
    // What the old room says is not heard any more.
    watch.say({ event: 'message', message: 'gone?' });
    await watch.hears({ event: 'message' });
    expect(ann.heard.filter(({ event }) => event === 'message')).toEqual([]);
  });

  test('let a person log out: the others see it at once', async () => {
    const watch = await enterRaw('watch', 'logout');
    const ann = await enter('ann', 'logout');
    await ann.getByRole('button', { name: 'Log out' }).click();
    await watch.hears({ event: 'out', name: 'ann', num: 1 });
    await ann.getByLabel('Password').waitFor();
    await ann.goto(`${example.url}?room=logout`);
    await ann.getByLabel('Password').waitFor();
  });

  test('send who has no pass, or one that does not hold, to the login', async () => {
    const page = await people.open(`${example.url}?room=red`);
    await page.getByLabel('Password').waitFor();
    expect(await page.getByLabel('Room').inputValue()).toBe('red');
    await page.getByLabel('Name').fill('eve');
    await page.getByLabel('Password').fill('guess');
    await page.getByRole('button', { name: 'Enter' }).click();
    await expect.poll(() => page.getByRole('alert').textContent()).toBe('This is not the password.');

    await page.evaluate(() =>
      localStorage.setItem('heartwire-example-chat-pass', '{"name":"eve","pass":"forged"}'),
    );
    await page.goto(`${example.url}?room=red`);
    await page.getByLabel('Password').waitFor();
    expect(await page.getByRole('alert').textContent()).toBe('Your login does not hold any more.');
  });

  test('say noAuth to a client that enters without a pass, and close its link', async () => {
    const eve = await dial(example.port);
    eve.say({ event: 'enter', message: 'eve', roomId: 'red' });
    expect(await eve.closed).toBe(4401);
    expect(eve.heard).toEqual([{ event: 'noAuth' }]);
  });

  test('speak as nobody but who logged in', async () => {
    const watch = await enterRaw('watch', 'names');
    watch.say({ event: 'enter', message: 'ann', roomId: 'names' });
    watch.say({ event: 'message', message: 'I am Ann', name: 'ann' });
    expect(await watch.hears({ event: 'message' })).toMatchObject({ name: 'watch' });
  });

  test('turn out who sends what is no JSON, and nobody else', async () => {
    const watch = await enterRaw('watch', 'broken');
    const mallory = await enterRaw('mallory', 'broken');
    mallory.say('{"event":');
    expect(await mallory.closed).toBe(4007);
    await watch.hears({ event: 'out', name: 'mallory', num: 1 });
    watch.say({ event: 'message', message: 'still here' });
    await watch.hears({ event: 'message' });
  });

  test('take a room called __proto__ for a room', async () => {
    const ann = await enterRaw('constructor', '__proto__');
    expect(comings(ann)).toEqual([['enter', 'constructor', 1]]);
  });

  test('serve pages of their own on /ws alone, and leave nobody waiting', async () => {
    const { port } = example;
    const own = `http://127.0.0.1:${port}`;
    expect([
      await upgradeStatus(port, '/ws', own),
      await upgradeStatus(port, '/ws', 'http://elsewhere.example'),
      await upgradeStatus(port, '/ws'),
      await upgradeStatus(port, '/other', own),
    ]).toEqual([101, 403, 403, 404]);
  });

  test('fit a phone of 360 px', async () => {
    const ann = await enter('ann', 'phone');
    expect(await fitsPhone(ann)).toBe(true);
  });

  test('send everybody to the login when the server is started anew, and have thrown nothing', async () => {
    const ann = await enter('ann', 'restart');
    const { port } = example;
    await example.kill();
    await reaches(ann, 'Reconnecting');
    example = await startExample('server-led-chat', port);
    await ann.getByLabel('Password').waitFor({ timeout: 30_000 });
    expect(people.errors).toEqual([]);
  });
});
