import { createClient } from 'redis';
import { expect, test } from 'vitest';
import {
  createPresence,
  type Presence,
  type PresenceOptions,
  type PresenceStatusChange,
} from '../../src/presence/index.ts';
import { type RedisOverrides, redisStore } from '../../src/presence/redis.ts';
import { faultProxy } from '../../src/testing/fault-proxy.ts';
import { type Mirror, mirrorOf, sorted } from './support/mirror.ts';
import { onRedis, startOwn } from './support/redis.ts';
import type { RedisServer } from './support/redis-server.ts';
import { sleep, until } from './support/waiting.ts';

const LEASE = 500;
let prefixes = 0;

/** A member of the lobby, as it stands in Redis. */
const row = (member: string) => ['lobby', member, true, 0, 'null'];

onRedis('presence in Redis', (redis) => {
  /** A cluster under a prefix of its own. */
  const cluster = (lease = LEASE) => {
    prefixes += 1;
    const prefix = `test-${prefixes}`;
    const node = (name: string, { client = redis().client(), ...options }: NodeOptions = {}): Node => {
      const presence = createPresence({
        store: redisStore(client, { prefix, lease, node: name }),
        grace: 0,
        activeWithin: Infinity,
        ...options,
      });
      const statuses: PresenceStatusChange[] = [];
      presence.onStatus((change) => statuses.push(change));
      return { presence, mirror: mirrorOf(presence), statuses };
    };
    const keys = () => redis().run('KEYS', `${prefix}*`) as Promise<string[]>;
    /** A node that is made of its traces in Redis alone. It lives long. */
    const ghost = {
      async holds(seq: number, members: readonly string[]) {
        const fields = members.flatMap((member) => [`5:lobby${member}`, JSON.stringify(row(member))]);
        await redis().run('HSET', `${prefix}:node:ghost`, 'seq', String(seq), ...fields);
        await redis().run('ZADD', `${prefix}:nodes`, String(Date.now() + 60_000), 'ghost');
      },
      says: (announcement: object) =>
        redis().run('PUBLISH', `${prefix}:changes`, JSON.stringify({ node: 'ghost', ...announcement })),
    };
    return { prefix, node, keys, ghost };
  };
  const names = ({ presence }: Node, room = 'lobby') =>
    sorted(presence.list(room)).map(({ member }) => member);
  const types = ({ mirror }: Node) => mirror.changes.map(({ type, member }) => `${member} ${type}`);
  const turns = ({ statuses }: Node) => statuses.map(({ status }) => status);

  test('keeps every key below its prefix, and none longer than the lease once all nodes are gone', async () => {
    const { node, keys, prefix } = cluster();
    const [a, b] = [node('a'), node('b')];
    await Promise.all([a.presence.ready(), b.presence.ready()]);
    a.presence.join('lobby', 'ann');
    await until(() => names(b).length === 1);
    expect((await keys()).sort()).toEqual([`${prefix}:node:a`, `${prefix}:node:b`, `${prefix}:nodes`]);
    const lives = await Promise.all((await keys()).map((key) => redis().run('PTTL', key)));
    for (const life of lives as number[]) expect(life > 0 && life <= LEASE).toBe(true);
    await Promise.all([a.presence.close(), b.presence.close()]);
    await sleep(LEASE);
    expect(await keys()).toEqual([]);
  });

  test('is degraded while Redis is down, right about its own members, and catches up', async () => {
    const server = await startOwn();
    const { node } = cluster();
    const [a, b] = [node('a', { client: server.client() }), node('b', { client: server.client() })];
    await Promise.all([a.presence.ready(), b.presence.ready()]);
    a.presence.join('lobby', 'ann', { connection: 1 });
    b.presence.join('lobby', 'bob', { connection: 1 });
    await until(() => names(a).length === 2 && names(b).length === 2);
    await server.kill();
    await until(() => a.presence.status === 'degraded' && b.presence.status === 'degraded');
    expect(a.statuses.at(-1)).toMatchObject({ previous: 'ready', cause: expect.any(Error) });
    const heard: unknown[] = [];
    for (const { presence } of [a, b]) presence.subscribe('lobby', (message) => heard.push(message));
    expect(a.presence.publish('lobby', 'to those here')).toBe(false);
    a.presence.join('lobby', 'amy', { connection: 2 });
    a.presence.leave(1);
    b.presence.join('lobby', 'ben', { connection: 2 });
    expect([names(a), names(b), heard]).toEqual([['amy', 'bob'], ['ann', 'ben', 'bob'], ['to those here']]);
    await server.restart();
    await until(() => a.presence.status === 'ready' && b.presence.status === 'ready');
    await until(() => names(a).length === 3 && names(b).join() === names(a).join());
    expect(names(a)).toEqual(['amy', 'ben', 'bob']);
    await until(() => a.presence.publish('lobby', 'to all') && heard.length > 2);
    expect([types(a), types(b)].map((list) => list.filter((type) => type.endsWith('left')))).toEqual([
      ['ann left'],
      ['ann left'],
    ]);
    expect([turns(a), a.mirror.misfits, b.mirror.misfits]).toEqual([['ready', 'degraded', 'ready'], [], []]);
    await Promise.all([a.presence.close(), b.presence.close()]);
  });

  test('is degraded when Redis does not answer, and tells no member out when it does again', async () => {
    const server = await startOwn();
    const { node } = cluster();
    const [a, b] = [node('a', { client: server.client() }), node('b', { client: server.client() })];
    await Promise.all([a.presence.ready(), b.presence.ready()]);
    a.presence.join('lobby', 'ann');
    b.presence.join('lobby', 'bob');
    await until(() => names(a).length === 2 && names(b).length === 2);
    server.freeze();
    await until(() => a.presence.status === 'degraded' && b.presence.status === 'degraded');
    // Until all that was said is too old.
    await sleep(2 * LEASE);
    server.thaw();
    await until(() => a.presence.status === 'ready' && b.presence.status === 'ready');
    await sleep(2 * LEASE);
    expect([types(a), types(b)]).toEqual(
      [
        ['ann joined', 'bob joined'],
        ['bob joined', 'ann joined'],
      ].map((list) => expect.arrayContaining(list)),
    );
    expect([types(a).length, types(b).length, names(a), names(b)]).toEqual([
      2,
      2,
      ['ann', 'bob'],
      ['ann', 'bob'],
    ]);
    await Promise.all([a.presence.close(), b.presence.close()]);
  });

  test('starts without Redis, and is ready once there is one', async () => {
    const server = await startOwn();
    await server.kill();
    const a = cluster().node('a', { client: server.client() });
    a.presence.join('lobby', 'ann');
    await until(() => a.presence.status === 'degraded');
    expect([turns(a), names(a)]).toEqual([['degraded'], ['ann']]);
    const ready = a.presence.ready();
    await server.restart();
    await ready;
    expect(turns(a)).toEqual(['degraded', 'ready']);
    await a.presence.close();
  });

  test('survives a Redis that forgets everything while it runs', async () => {
    const { node, prefix } = cluster();
    const [a, b] = [node('a'), node('b')];
    await Promise.all([a.presence.ready(), b.presence.ready()]);
    a.presence.join('lobby', 'ann');
    await until(() => names(b).length === 1);
    await redis().run('DEL', `${prefix}:nodes`, `${prefix}:node:a`, `${prefix}:node:b`);
    await sleep(LEASE);
    a.presence.join('lobby', 'amy');
    await until(() => names(b).length === 2);
    const late = node('c');
    await late.presence.ready();
    expect([names(late), types(b), turns(b)]).toEqual([
      ['amy', 'ann'],
      ['ann joined', 'amy joined'],
      ['ready'],
    ]);
    await Promise.all([a, b, late].map(({ presence }) => presence.close()));
  });

  test('reads a node again whose change it missed', async () => {
    const { node, prefix, ghost } = cluster(2_000);
    const a = node('a');
    await a.presence.ready();
    await ghost.holds(5, ['ann']);
    await until(() => names(a).length === 1);
    await ghost.holds(6, ['amy']);
    await until(() => names(a).length === 2);
    await redis().run('ZADD', `${prefix}:nodes`, '1', 'ghost');
    await until(() => names(a).length === 0);
    const keys = (await redis().run('KEYS', `${prefix}:node:*`)) as string[];
    expect([types(a), keys]).toEqual([
      ['ann joined', 'amy joined', expect.stringMatching(/left/), expect.stringMatching(/left/)],
      [`${prefix}:node:a`],
    ]);
    await a.presence.close();
  });

  test('applies each change once and in order, and reads a node again at once after a gap', async () => {
    const { node, prefix, ghost } = cluster(10_000);
    const a = node('a');
    await a.presence.ready();
    await ghost.holds(5, ['ann']);
    await ghost.says({ seq: 5, replaced: true });
    await ghost.says({ seq: 6, records: [row('amy')], removed: [] });
    await until(() => types(a).length === 2);
    await ghost.says({ seq: 6, records: [], removed: [['lobby', 'amy']] });
    await ghost.says({ seq: 4, records: [row('old')], removed: [] });
    await ghost.holds(9, ['bob']);
    await ghost.says({ seq: 9, records: [row('cyd')], removed: [] });
    await until(() => types(a).length >= 4);
    expect([prefix, types(a)]).toEqual([prefix, ['ann joined', 'amy joined', 'bob joined', 'amy left']]);
    expect(names(a)).toEqual(['ann', 'bob']);
    await a.presence.close();
  });

  test('writes everything anew at once where a write finds the lease gone', async () => {
    const { node, prefix } = cluster(10_000);
    const [a, b] = [node('a'), node('b')];
    await Promise.all([a.presence.ready(), b.presence.ready()]);
    a.presence.join('lobby', 'ann');
    await until(() => names(b).length === 1);
    await redis().run('DEL', `${prefix}:node:a`);
    a.presence.join('lobby', 'amy');
    // Long before the next tick, at 2 s.
    await until(() => names(b).length === 2, 1_500);
    expect(types(b)).toEqual(['ann joined', 'amy joined']);
    await Promise.all([a.presence.close(), b.presence.close()]);
  });

  test('waits for those who come back from an outage later than itself', async () => {
    const { node } = cluster(2_000);
    const through = async (name: string) => {
      const proxy = await faultProxy({ target: redis().port });
      const url = `redis://127.0.0.1:${proxy.port}`;
      const cut = async () => {
        await proxy.mode('refuse');
        proxy.reset();
      };
      return { ...node(name, { client: createClient({ url }) as never }), proxy, cut };
    };
    const [a, b] = [await through('a'), await through('b')];
    await Promise.all([a.presence.ready(), b.presence.ready()]);
    b.presence.join('lobby', 'bob');
    await until(() => names(a).length === 1);
    await b.cut();
    await sleep(600);
    await a.cut();
    await sleep(300);
    // The lease of b runs out while a is there again and b is not.
    await a.proxy.mode('flow');
    await a.presence.ready();
    await sleep(500);
    await b.proxy.mode('flow');
    await b.presence.ready();
    await sleep(1_000);
    expect([types(a), names(a), turns(a)]).toEqual([['bob joined'], ['bob'], ['ready', 'degraded', 'ready']]);
    await Promise.all([a, b].map(({ presence }) => presence.close()));
    await Promise.all([a, b].map(({ proxy }) => proxy.close()));
  });

  test('is degraded when the connection that listens is frozen, though commands are answered', async () => {
    const proxy = await faultProxy({ target: redis().port });
    const direct = createClient({ socket: { host: '127.0.0.1', port: redis().port } });
    let made = 0;
    const client = {
      options: direct.options,
      duplicate(overrides: RedisOverrides) {
        made += 1;
        const { socket } = overrides;
        return direct.duplicate(
          made % 2 === 0 ? { ...overrides, socket: { ...socket, port: proxy.port } } : overrides,
        );
      },
    };
    const a = cluster().node('a', { client: client as never });
    await a.presence.ready();
    expect(proxy.connections).toBe(1);
    await proxy.mode('freeze');
    await until(() => a.presence.status === 'degraded');
    expect(String(a.statuses.at(-1)?.cause)).toBe('Error: Redis does not answer');
    await proxy.mode('flow');
    await a.presence.ready();
    await a.presence.close();
    await proxy.close();
  });

  test('takes no harm from what others write into its keys and channels', async () => {
    const { node, prefix } = cluster();
    const [a, b] = [node('a'), node('b')];
    await Promise.all([a.presence.ready(), b.presence.ready()]);
    const heard: unknown[] = [];
    a.presence.subscribe('lobby', (message) => heard.push(message));
    b.presence.join('lobby', 'bob');
    await until(() => names(a).length === 1);
    const garbage = [
      '',
      '{',
      'null',
      '[]',
      '5',
      '"x"',
      '{"node":5}',
      '{"node":"b","seq":"x"}',
      '{"node":"","gone":true}',
    ];
    const halves = [
      '{"node":"x","seq":1,"records":[[1,2]],"removed":[null]}',
      '{"node":"b","seq":1e99,"records":5}',
      '{"node":"y","seq":2,"replaced":true}',
    ];
    for (const text of [...garbage, ...halves]) await redis().run('PUBLISH', `${prefix}:changes`, text);
    for (const text of [...garbage, '["b"]', '["b","{"]', '[1,2]']) {
      await redis().run('PUBLISH', `${prefix}:room:lobby`, text);
    }
    await redis().run('HSET', `${prefix}:node:a`, 'x', 'garbage');
    await until(() => b.presence.publish('lobby', 'real') && heard.length > 0);
    b.presence.join('lobby', 'ben');
    await until(() => names(a).length === 2);
    expect([types(a), turns(a), new Set(heard)]).toEqual([
      ['bob joined', 'ben joined'],
      ['ready'],
      new Set(['real']),
    ]);
    await Promise.all([a.presence.close(), b.presence.close()]);
  });

  test('drops both connections when one fails, and is back with the next tick', async () => {
    const { node } = cluster();
    const proxy = await faultProxy({ target: redis().port });
    const client = createClient({ url: `redis://127.0.0.1:${proxy.port}` });
    const [a, b] = [node('a', { client }), node('b')];
    await Promise.all([a.presence.ready(), b.presence.ready()]);
    a.presence.join('lobby', 'ann');
    await until(() => names(b).length === 1 && proxy.connections === 2);
    proxy.reset();
    await until(() => a.presence.status === 'degraded');
    await until(() => a.presence.status === 'ready' && proxy.connections === 2);
    await sleep(LEASE);
    expect([turns(a), types(b), proxy.connections]).toEqual([
      ['ready', 'degraded', 'ready'],
      ['ann joined'],
      2,
    ]);
    await a.presence.close();
    await until(() => proxy.connections === 0);
    await b.presence.close();
    await proxy.close();
  });

  test('closes within a tick when Redis hangs, and leaves no connection', async () => {
    const { node } = cluster();
    const proxy = await faultProxy({ target: redis().port });
    const client = createClient({ url: `redis://127.0.0.1:${proxy.port}` });
    const a = node('a', { client });
    await a.presence.ready();
    await proxy.mode('freeze');
    const began = performance.now();
    await a.presence.close();
    expect(performance.now() - began).toBeLessThan(LEASE);
    expect(a.presence.status).toBe('closed');
    await proxy.close();
  });

  test('neither connects nor closes the client that it is given, whose options it takes', async () => {
    const client = createClient({ socket: { host: '127.0.0.1', port: redis().port }, database: 0 });
    const a = cluster().node('a', { client: client as never });
    await a.presence.ready();
    expect(client.isOpen).toBe(false);
    await client.connect();
    await a.presence.close();
    expect(await client.ping()).toBe('PONG');
    client.destroy();
  });

  test('sends 5,000 joins of one turn in few commands', async () => {
    const { node } = cluster();
    const [a, b] = [node('a'), node('b')];
    await Promise.all([a.presence.ready(), b.presence.ready()]);
    const calls = async () => {
      const stats = String(await redis().run('INFO', 'commandstats'));
      return Number(/cmdstat_eval:calls=(\d+)/.exec(stats)?.[1]);
    };
    const before = await calls();
    for (let index = 0; index < 5_000; index += 1)
      a.presence.join('lobby', `m${index}`, { connection: index });
    await until(() => b.presence.count('lobby').total === 5_000);
    expect((await calls()) - before).toBeLessThan(50);
    await Promise.all([a.presence.close(), b.presence.close()]);
  });
});

type NodeOptions = PresenceOptions & { readonly client?: ReturnType<RedisServer['client']> };

interface Node {
  readonly presence: Presence;
  readonly mirror: Mirror;
  readonly statuses: readonly PresenceStatusChange[];
}
