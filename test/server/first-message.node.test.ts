import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { jsonEvent } from '../../src/dialects/index.ts';
import { deny } from '../../src/server/index.ts';
import { fakeWorld } from './support/fake-server.ts';
import { serve } from './support/real-server.ts';

describe('authentication by the first message', () => {
  test('makes a peer of who is somebody; the message itself is not delivered', () => {
    const { connect, supervisor, said, heard, peer } = fakeWorld({
      firstMessage: { authenticate: (message) => ({ name: String(message) }) },
    });
    const socket = connect();
    expect(supervisor.counters()).toMatchObject({ peers: 0, pending: 1 });
    socket.says('ann');
    socket.says('hello');
    expect([said, heard, peer().user]).toEqual([[['peer', 1]], [[1, 'hello']], { name: 'ann' }]);
  });

  test.each([
    ['nobody', undefined, 4401, 'unauthenticated'],
    ['who is denied', deny(401, 'bad token'), 4401, 'bad token'],
    ['who may not', deny(403), 4403, 'forbidden'],
    ['who comes at a bad time', deny(503), 1013, 'unavailable, retry-after=5'],
    ['who is told when', deny(503, 'busy', { retryAfter: 60_000 }), 1013, 'busy, retry-after=60'],
  ])('turns %s away by a close code', (_, answer, code, reason) => {
    const { connect, said, heard } = fakeWorld({ firstMessage: { authenticate: () => answer } });
    const socket = connect();
    socket.answersClose = false;
    socket.says('who');
    socket.says('more');
    expect(socket.log).toEqual([`<close ${code} ${reason}>`]);
    expect([said, heard]).toEqual([[['lost', 1, 'ERR_HEARTWIRE_UNAUTHENTICATED', 0]], []]);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('db');
      },
    ],
    ['rejects', () => Promise.reject(new Error('db'))],
  ])('that %s is a 1011 that names nothing', async (_, authenticate) => {
    const { connect, environment, supervisor } = fakeWorld({ firstMessage: { authenticate } });
    const causes: unknown[] = [];
    supervisor.on('lost', ({ cause }) => causes.push(cause.cause));
    const socket = connect();
    socket.says('who');
    await environment.settle();
    expect([socket.log, causes]).toEqual([['<close 1011>'], [new Error('db')]]);
  });

  test('has a deadline, from the upgrade on: 4401', async () => {
    const { connect, environment, said } = fakeWorld({
      firstMessage: { authenticate: () => ({}), timeout: 1_000 },
    });
    const socket = connect();
    await environment.advance(950);
    expect(socket.log).toEqual([]);
    await environment.advance(50);
    expect([socket.log, said]).toEqual([
      ['<close 4401 authentication timeout>'],
      [['lost', 1, 'ERR_HEARTWIRE_AUTHENTICATION_TIMEOUT', 1_000]],
    ]);
  });

  test('that takes its time stops the reading, and delivers what had come after it has answered', async () => {
    let answer = (_: unknown) => {};
    const { connect, environment, said, heard } = fakeWorld({
      firstMessage: {
        authenticate: () =>
          new Promise<unknown>((resolve) => {
            answer = resolve;
          }),
      },
    });
    const socket = connect();
    socket.says('who');
    expect(socket.isPaused).toBe(true);
    socket.says('one');
    socket.says('two');
    expect(heard).toEqual([]);
    answer({});
    await environment.settle();
    expect([socket.isPaused, said, heard]).toEqual([
      false,
      [['peer', 1]],
      [
        [1, 'one'],
        [1, 'two'],
      ],
    ]);
  });

  test('that answers too late counts for nothing', async () => {
    let answer = (_: unknown) => {};
    const { connect, environment, said, heard } = fakeWorld({
      firstMessage: {
        authenticate: () =>
          new Promise<unknown>((resolve) => {
            answer = resolve;
          }),
        timeout: 500,
      },
    });
    const socket = connect();
    socket.says('who');
    socket.says('more');
    await environment.advance(600);
    answer({});
    await environment.settle();
    expect([said, heard, socket.log]).toEqual([
      [['lost', 1, 'ERR_HEARTWIRE_AUTHENTICATION_TIMEOUT', expect.any(Number)]],
      [],
      ['<close 4401 authentication timeout>'],
    ]);
  });

  test('may answer in the protocol before it turns somebody away', () => {
    const { connect } = fakeWorld({
      dialect: jsonEvent(),
      firstMessage: {
        authenticate(message, peer) {
          if (message.event === 'auth' && message.message === 'right') return { name: 'ann' };
          peer.send({ event: 'noAuth' });
          return undefined;
        },
      },
    });
    const socket = connect();
    socket.says('{"event":"enter","message":"ann"}');
    expect(socket.log).toEqual(['{"event":"noAuth"}', '<close 4401 unauthenticated>']);
  });

  test('does not let a peer hear broadcasts before', () => {
    const { connect, supervisor } = fakeWorld({ firstMessage: { authenticate: () => ({}) } });
    const socket = connect();
    expect([supervisor.broadcast('secret'), socket.log]).toEqual([0, []]);
  });
});

test('a client on a real socket that floods before it is known waits, and is known', async () => {
  await using server = await serve({
    firstMessage: {
      authenticate: async (message) => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        return { name: String(message) };
      },
    },
  });
  const heard: unknown[] = [];
  server.supervisor.on('message', ({ peer, message }) => heard.push([peer.user.name, message]));
  const socket = new WebSocket(server.url);
  await once(socket, 'open');
  const big = 'x'.repeat(10_000);
  socket.send('ann');
  for (let count = 0; count < 200; count += 1) socket.send(`${count} ${big}`);
  while (heard.length < 200) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(heard).toEqual(Array.from({ length: 200 }, (_, count) => ['ann', `${count} ${big}`]));
});
