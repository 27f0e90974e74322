import { describe, expect, test } from 'vitest';
import { virtualEnvironment } from '../../src/adapters/virtual-environment.ts';
import {
  type Change,
  createPresence,
  memoryStore,
  type PresenceOptions,
  type PresenceStatusChange,
} from '../../src/presence/index.ts';

/** A presence on a virtual clock: active for 1 s, a grace of 500 ms. */
function here(options: PresenceOptions = {}) {
  const environment = virtualEnvironment();
  return { environment, ...more({ environment, ...options }) };
}

function more(options: PresenceOptions) {
  const presence = createPresence({ activeWithin: 1_000, grace: 500, ...options });
  const changes: Change[] = [];
  presence.onChange((change) => changes.push(change));
  /** The changes since the last call, as text. */
  const news = () =>
    changes
      .splice(0)
      .map(({ type, room, member, count }) => `${room}: ${member} ${type} ${count.active}/${count.total}`);
  return { presence, news };
}

/** Two presences on one store. */
function two(options: PresenceOptions = {}) {
  const environment = virtualEnvironment();
  const store = memoryStore();
  return {
    environment,
    a: more({ environment, store, ...options }),
    b: more({ environment, store, ...options }),
  };
}

const member = (name: string, active = true, meta: unknown = null) => ({ member: name, meta, active });

describe('a member', () => {
  test('counts once with several connections, and leaves with the last', async () => {
    const { presence, news, environment } = here();
    presence.join('lobby', 'ann', { connection: 1 });
    presence.join('lobby', 'ann', { connection: 2 });
    presence.join('lobby', 'ann', { connection: 2 });
    expect(presence.leave(1)).toBe(true);
    await environment.advance(499);
    expect([news(), presence.list('lobby')]).toEqual([['lobby: ann joined 1/1'], [member('ann')]]);
    presence.leave(2);
    await environment.advance(500);
    expect([news(), presence.list('lobby')]).toEqual([['lobby: ann left 0/0'], []]);
  });

  test('who reconnects within the grace has not been away', async () => {
    const { presence, news, environment } = here();
    presence.join('lobby', 'ann', { connection: 1 });
    presence.leave(1);
    await environment.advance(499);
    presence.join('lobby', 'ann', { connection: 2 });
    await environment.advance(900);
    presence.leave(2);
    await environment.advance(499);
    expect(news()).toEqual(['lobby: ann joined 1/1', 'lobby: ann inactive 0/1']);
    await environment.advance(1);
    expect(news()).toEqual(['lobby: ann left 0/0']);
  });

  test('leaves at once where a person said so, from the grace as well', async () => {
    const { presence, news, environment } = here();
    presence.join('lobby', 'ann', { connection: 1 });
    presence.join('attic', 'ann', { connection: 1 });
    expect(presence.leave('lobby', 'ann', { now: true })).toBe(true);
    expect(presence.leave(1)).toBe(true);
    expect(presence.leave('attic', 'ann')).toBe(false);
    expect(presence.leave('attic', 'ann', { now: true })).toBe(true);
    expect(presence.leave('attic', 'ann', { now: true })).toBe(false);
    expect(news()).toEqual([
      'lobby: ann joined 1/1',
      'attic: ann joined 1/1',
      'lobby: ann left 0/0',
      'attic: ann left 0/0',
    ]);
    expect(environment.timers).toBeLessThan(2);
  });

  test('is active for activeWithin after it was heard, to the millisecond', async () => {
    const { presence, news, environment } = here();
    presence.join('lobby', 'ann', { connection: 1 });
    await environment.advance(999);
    expect(presence.touch(1)).toBe(true);
    await environment.advance(999);
    expect([news(), presence.count('lobby')]).toEqual([['lobby: ann joined 1/1'], { total: 1, active: 1 }]);
    await environment.advance(1);
    expect([news(), presence.count('lobby')]).toEqual([['lobby: ann inactive 0/1'], { total: 1, active: 0 }]);
    expect(presence.touch('lobby', 'ann')).toBe(true);
    expect(news()).toEqual(['lobby: ann active 1/1']);
  });

  test('stays active for ever with activeWithin Infinity', async () => {
    const { presence, environment } = here({ activeWithin: Infinity });
    presence.join('lobby', 'ann', { connection: 1 });
    await environment.advance(2 ** 31);
    expect([presence.count('lobby'), environment.timers]).toEqual([{ total: 1, active: 1 }, 0]);
  });

  test('is touched in every room by its connection, and nobody else is', async () => {
    const { presence, environment } = here();
    const [ann, bob] = [{ peer: 'ann' }, { peer: 'bob' }];
    presence.join('lobby', 'ann', { connection: ann });
    presence.join('attic', 'ann', { connection: ann });
    presence.join('lobby', 'bob', { connection: bob });
    await environment.advance(900);
    expect([presence.touch(ann), presence.touch({ peer: 'ann' }), presence.touch('nowhere', 'ann')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(presence.touch('lobby', 'bob', { connection: ann })).toBe(false);
    await environment.advance(900);
    expect([presence.list('lobby'), presence.list('attic')]).toEqual([
      [member('ann'), member('bob', false)],
      [member('ann')],
    ]);
  });

  test('carries what it was joined with, as a copy, and tells when that changes', () => {
    const { presence } = here();
    const meta = { colour: 'red', tags: ['a'] };
    const seen: Change[] = [];
    presence.onChange((change) => seen.push(change));
    presence.join('lobby', 'ann', { connection: 1, meta });
    meta.colour = 'none';
    presence.join('lobby', 'ann', { connection: 2 });
    presence.join('lobby', 'ann', { connection: 2, meta: { colour: 'red', tags: ['a'] } });
    presence.join('lobby', 'ann', { connection: 2, meta: 7 });
    const count = { total: 1, active: 1 };
    expect(seen).toEqual([
      { type: 'joined', room: 'lobby', ...member('ann', true, { colour: 'red', tags: ['a'] }), count },
      { type: 'updated', room: 'lobby', ...member('ann', true, 7), count },
    ]);
  });
});

describe('the flaws of the servers before it', () => {
  test('a sweep and the close after it take a member out once', async () => {
    const { presence, news, environment } = here({ grace: 0 });
    presence.join('lobby', 'ann', { connection: 1 });
    presence.join('lobby', 'bob', { connection: 2 });
    expect([presence.leave(1), presence.leave(1), presence.leave('lobby', 'ann')]).toEqual([
      true,
      false,
      false,
    ]);
    await environment.advance(100);
    expect([news(), presence.count('lobby')]).toEqual([
      ['lobby: ann joined 1/1', 'lobby: bob joined 2/2', 'lobby: ann left 1/1'],
      { total: 1, active: 1 },
    ]);
  });

  test('a connection that enters twice is one, and one leave ends it', async () => {
    const { presence, news, environment } = here({ grace: 0 });
    for (const _ of [1, 2, 3]) presence.join('lobby', 'ann', { connection: 1 });
    presence.leave(1);
    await environment.advance(2_000);
    expect(news()).toEqual(['lobby: ann joined 1/1', 'lobby: ann left 0/0']);
    expect(environment.timers).toBe(0);
  });

  test('a leave of who never came changes no count', () => {
    const { presence, news } = here();
    expect([
      presence.leave('lobby', 'ann'),
      presence.leave(1),
      presence.leave('lobby', 'ann', { now: true }),
    ]).toEqual([false, false, false]);
    expect([news(), presence.count('lobby')]).toEqual([[], { total: 0, active: 0 }]);
  });

  test('a room is told of itself alone: its list, its counts, its changes, its messages', () => {
    const { presence, news } = here({ grace: 0 });
    const heard: unknown[] = [];
    presence.subscribe('attic', (message) => heard.push(message));
    presence.join('lobby', 'ann', { connection: 1, meta: 'secret' });
    presence.join('attic', 'ann', { connection: 2 });
    presence.publish('lobby', 'for the lobby');
    presence.leave('lobby', 'ann');
    expect([presence.list('attic'), presence.count('attic'), heard]).toEqual([
      [member('ann')],
      { total: 1, active: 1 },
      [],
    ]);
    expect(news()).toEqual(['lobby: ann joined 1/1', 'attic: ann joined 1/1', 'lobby: ann left 0/0']);
  });

  test('names are data: rooms and members called as the parts of an object', () => {
    const { presence } = here();
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    for (const room of names)
      expect([presence.list(room), presence.count(room)]).toEqual([[], { total: 0, active: 0 }]);
    const heard: unknown[] = [];
    presence.subscribe('__proto__', (message) => heard.push(message));
    for (const room of names) for (const name of names) presence.join(room, name, { connection: room });
    presence.publish('__proto__', JSON.parse('{"__proto__":1}'));
    for (const room of names) {
      expect([presence.list(room).map((each) => each.member), presence.leave(room)]).toEqual([names, true]);
    }
    expect(heard).toEqual([JSON.parse('{"__proto__":1}')]);
    expect(Object.keys({})).toEqual([]);
  });
});

describe('deadlines', () => {
  test('of 10,000 members stand on one timer, and touches arm none', async () => {
    const { presence, environment } = here();
    for (let index = 0; index < 10_000; index += 1)
      presence.join('lobby', `m${index}`, { connection: index });
    expect(environment.timers).toBe(1);
    let armed = 0;
    const { setTimeout } = environment;
    environment.setTimeout = (callback, delay) => {
      armed += 1;
      return setTimeout(callback, delay);
    };
    await environment.advance(500);
    for (let index = 0; index < 10_000; index += 2) presence.touch(index);
    expect([armed, environment.timers]).toEqual([0, 1]);
    await environment.advance(500);
    expect(presence.count('lobby')).toEqual({ total: 10_000, active: 5_000 });
    await environment.advance(500);
    expect(presence.count('lobby')).toEqual({ total: 10_000, active: 0 });
    for (let index = 0; index < 10_000; index += 1) presence.leave(index);
    await environment.advance(500);
    expect([presence.count('lobby'), environment.timers]).toEqual([{ total: 0, active: 0 }, 0]);
  });

  test.each([3_600_000, -3_600_000])('do not mind a clock that is set by %i ms', async (ms) => {
    const { presence, news, environment } = here();
    presence.join('lobby', 'ann', { connection: 1 });
    await environment.advance(400);
    environment.setClock(ms);
    presence.touch(1);
    presence.join('lobby', 'bob', { connection: 2 });
    await environment.advance(500);
    expect(news()).toEqual(['lobby: ann joined 1/1', 'lobby: bob joined 2/2']);
    // Within the time that the timer of before was still armed for, and the second look after it.
    await environment.advance(1_200);
    expect(news()).toEqual(['lobby: ann inactive 1/2', 'lobby: bob inactive 0/2']);
  });

  test('give everyone who was heard a chance when the process was stopped', async () => {
    const { presence, news, environment } = here();
    presence.join('lobby', 'ann', { connection: 1 });
    presence.join('lobby', 'bob', { connection: 2 });
    environment.jump(60_000);
    // Overdue timers come before what waits in the sockets.
    await environment.advance(0);
    expect(news()).toEqual(['lobby: ann joined 1/1', 'lobby: bob joined 2/2']);
    presence.touch(1);
    await environment.advance(100);
    expect(news()).toEqual(['lobby: bob inactive 1/2']);
  });

  test('are judged all the same by a process that is always late', async () => {
    const { presence, news, environment } = here();
    presence.join('lobby', 'ann', { connection: 1 });
    environment.jump(2_000);
    await environment.advance(0);
    environment.jump(2_000);
    await environment.advance(0);
    expect(news()).toEqual(['lobby: ann joined 1/1', 'lobby: ann inactive 0/1']);
  });
});

describe('listeners', () => {
  test('hear what a listener brings about after what they are being told', () => {
    const { presence } = here({ grace: 0 });
    const heard: string[][] = [[], []];
    presence.onChange(({ type, member: name }) => {
      heard[0]?.push(`${name} ${type}`);
      if (name === 'ann' && type === 'joined') presence.join('lobby', 'bot', { connection: 'bot' });
      if (name === 'ann' && type === 'left') presence.leave('bot');
    });
    presence.onChange(({ type, member: name }) => heard[1]?.push(`${name} ${type}`));
    presence.join('lobby', 'ann', { connection: 1 });
    presence.leave(1);
    const order = ['ann joined', 'bot joined', 'ann left', 'bot left'];
    expect(heard).toEqual([order, order]);
  });

  test('see the whole of what happened', () => {
    const { presence } = here({ grace: 0 });
    presence.join('lobby', 'ann', { connection: 1 });
    presence.join('attic', 'ann', { connection: 1 });
    const seen: unknown[] = [];
    presence.onChange(({ room }) =>
      seen.push([room, presence.count('lobby').total, presence.count('attic').total]),
    );
    presence.leave(1);
    expect(seen).toEqual([
      ['lobby', 0, 0],
      ['attic', 0, 0],
    ]);
  });

  test('end by the function they were given and by a signal', () => {
    const { presence } = here();
    const heard: string[] = [];
    const controller = new AbortController();
    const stops = [
      presence.onChange(() => heard.push('change')),
      presence.subscribe('lobby', () => heard.push('message')),
    ];
    presence.onChange(() => heard.push('change by signal'), controller);
    presence.subscribe('lobby', () => heard.push('message by signal'), controller);
    presence.subscribe('lobby', () => heard.push('never'), { signal: AbortSignal.abort() });
    presence.join('lobby', 'ann');
    presence.publish('lobby', 1);
    for (const stop of [...stops, ...stops]) stop();
    controller.abort();
    presence.join('lobby', 'bob');
    presence.publish('lobby', 2);
    expect(heard).toEqual(['change', 'change by signal', 'message', 'message by signal']);
  });
});

describe('several nodes', () => {
  test('count a member who is on two of them once, until it is on none', async () => {
    const { a, b, environment } = two();
    a.presence.join('lobby', 'ann', { connection: 1 });
    b.presence.join('lobby', 'ann', { connection: 1 });
    a.presence.leave(1, { now: true });
    await environment.advance(100);
    expect([a.news(), b.news()]).toEqual([['lobby: ann joined 1/1'], ['lobby: ann joined 1/1']]);
    b.presence.leave(1, { now: true });
    expect([a.news(), b.news()]).toEqual([['lobby: ann left 0/0'], ['lobby: ann left 0/0']]);
  });

  test('take who is active on either for active', async () => {
    const { a, b, environment } = two();
    a.presence.join('lobby', 'ann', { connection: 1 });
    await environment.advance(500);
    b.presence.join('lobby', 'ann', { connection: 1 });
    await environment.advance(999);
    expect([a.news(), b.news()]).toEqual([['lobby: ann joined 1/1'], ['lobby: ann joined 1/1']]);
    await environment.advance(1);
    expect([a.news(), b.news()]).toEqual([['lobby: ann inactive 0/1'], ['lobby: ann inactive 0/1']]);
  });

  test('take what a listener on one does to the other in the middle of a leave', () => {
    const { a, b } = two({ grace: 0 });
    for (const room of ['lobby', 'attic']) a.presence.join(room, 'ann', { connection: 1 });
    b.presence.onChange(({ type, room }) => {
      if (type !== 'left' || room !== 'lobby') return;
      a.presence.leave('attic', 'ann');
      a.presence.join('attic', 'ann', { connection: 2 });
    });
    a.presence.leave(1);
    const lists = [a, b].map(({ presence }) => [presence.list('lobby'), presence.list('attic')]);
    expect(lists).toEqual([
      [[], [member('ann')]],
      [[], [member('ann')]],
    ]);
    expect(a.presence.leave(2)).toBe(true);
  });

  test('see no flicker of a member who reconnects to another node', async () => {
    const { a, b, environment } = two();
    a.presence.join('lobby', 'ann', { connection: 1 });
    a.presence.leave(1);
    await environment.advance(300);
    b.presence.join('lobby', 'ann', { connection: 7 });
    await environment.advance(900);
    expect([a.news(), b.news()]).toEqual([['lobby: ann joined 1/1'], ['lobby: ann joined 1/1']]);
  });

  test('show the newest of what a member was joined with, and the other once that is gone', async () => {
    const { a, b, environment } = two();
    a.presence.join('lobby', 'ann', { connection: 1, meta: 'old' });
    await environment.advance(10);
    b.presence.join('lobby', 'ann', { connection: 1, meta: 'new' });
    await environment.advance(10);
    a.presence.join('lobby', 'ann', { connection: 2 });
    const shown = () => [a.presence.list('lobby'), b.presence.list('lobby')].map(([first]) => first?.meta);
    expect(shown()).toEqual(['new', 'new']);
    b.presence.leave(1, { now: true });
    expect(shown()).toEqual(['old', 'old']);
    expect([a.news(), b.news()].map((news) => news.slice(1))).toEqual([
      ['lobby: ann updated 1/1', 'lobby: ann updated 1/1'],
      ['lobby: ann updated 1/1', 'lobby: ann updated 1/1'],
    ]);
  });

  test('keep the members of one that closes for the grace, in which they come to another', async () => {
    const { a, b, environment } = two();
    a.presence.join('lobby', 'ann', { connection: 1 });
    a.presence.join('lobby', 'bob', { connection: 2 });
    await a.presence.close();
    await environment.advance(300);
    b.presence.join('lobby', 'ann', { connection: 1 });
    await environment.advance(199);
    expect(b.news()).toEqual(['lobby: ann joined 1/1', 'lobby: bob joined 2/2']);
    await environment.advance(1);
    expect(b.news()).toEqual(['lobby: bob left 1/1']);
  });

  test('hear the messages of a room, each listener once', () => {
    const { a, b } = two();
    const heard: unknown[] = [];
    for (const [name, { presence }] of Object.entries({ a, b })) {
      presence.subscribe('lobby', (message) => heard.push([name, message]));
      presence.subscribe('attic', (message) => heard.push(['attic', message]));
    }
    expect(a.presence.publish('lobby', { text: 'hi', list: [1, null] })).toBe(true);
    expect(heard.sort()).toEqual([
      ['a', { text: 'hi', list: [1, null] }],
      ['b', { text: 'hi', list: [1, null] }],
    ]);
  });
});

describe('a presence that is closed', () => {
  test('is empty, deaf and silent, and lets nobody in', async () => {
    const { presence, news, environment } = here();
    const heard: unknown[] = [];
    const statuses: PresenceStatusChange[] = [];
    presence.onStatus((change) => statuses.push(change));
    presence.subscribe('lobby', (message) => heard.push(message));
    presence.join('lobby', 'ann', { connection: 1 });
    await Promise.all([presence.close(), presence.close()]);
    expect(() => presence.join('lobby', 'bob')).toThrow(
      expect.objectContaining({ code: 'ERR_HEARTWIRE_CLOSED' }),
    );
    expect(() => presence.subscribe('lobby', () => {})).toThrow(
      expect.objectContaining({ code: 'ERR_HEARTWIRE_CLOSED' }),
    );
    expect([
      presence.touch(1),
      presence.leave(1),
      presence.publish('lobby', 1),
      presence.list('lobby'),
    ]).toEqual([false, false, false, []]);
    await environment.advance(5_000);
    expect([news(), heard, statuses, presence.status, environment.timers]).toEqual([
      ['lobby: ann joined 1/1'],
      [],
      [{ status: 'closed', previous: 'ready', cause: undefined }],
      'closed',
      0,
    ]);
    await expect(presence.ready()).rejects.toMatchObject({ code: 'ERR_HEARTWIRE_CLOSED' });
  });

  test('is one that await using has left', async () => {
    const environment = virtualEnvironment();
    let left: { readonly status: string } | undefined;
    {
      await using presence = createPresence({ environment });
      await presence.ready();
      left = presence;
    }
    expect(left.status).toBe('closed');
  });
});
