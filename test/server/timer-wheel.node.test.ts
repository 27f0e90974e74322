import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { virtualEnvironment } from '../../src/adapters/virtual-environment.ts';
import { environmentClock, platformClock } from '../../src/server/clock.ts';
import { TimerWheel, type WheelEntry } from '../../src/server/timer-wheel.ts';

const TICK = 50;

function world(tick = TICK) {
  const environment = virtualEnvironment();
  const late: number[] = [];
  const clock = environmentClock(environment);
  const wheel = new TimerWheel({ tick, clock, ticked: (ms) => late.push(ms) });
  const start = environment.now();
  const log: (readonly [string, number])[] = [];
  return {
    environment,
    wheel,
    late,
    log,
    elapsed: () => environment.now() - start,
    entry: (name: string) => entry(() => log.push([name, environment.now() - start])),
  };
}

function entry(expired: () => void): WheelEntry {
  return { due: 0, next: undefined, previous: undefined, expired };
}

describe('the timer wheel', () => {
  test('lets a deadline pass in the first tick that is not early', async () => {
    const { wheel, environment, entry, log } = world();
    for (const delay of [0, 1, 49, 50, 51, 100, 51_200, 123_456]) wheel.arm(entry(`${delay}`), delay);
    await environment.advance(200_000);
    expect(log).toEqual([
      ['0', 50],
      ['1', 50],
      ['49', 50],
      ['50', 50],
      ['51', 100],
      ['100', 100],
      ['51200', 51_200],
      ['123456', 123_500],
    ]);
  });

  test('never lets one pass early or more than a tick late, whatever is armed, re-armed and disarmed in between', async () => {
    const act = fc.record({
      name: fc.integer({ min: 0, max: 5 }),
      delay: fc.oneof(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 120_000 })),
      disarms: fc.boolean(),
      wait: fc.integer({ min: 0, max: 400 }),
    });
    const run = async (acts: readonly { name: number; delay: number; disarms: boolean; wait: number }[]) => {
      const { wheel, environment, elapsed } = world();
      const due = new Map<number, number>();
      const entries = Array.from({ length: 6 }, (_, name) =>
        entry(() => {
          const at = due.get(name) ?? Number.NaN;
          expect(elapsed()).toBeGreaterThanOrEqual(at);
          expect(elapsed()).toBeLessThan(at + 2 * TICK);
          due.delete(name);
        }),
      );
      for (const { name, delay, disarms, wait } of acts) {
        wheel.now();
        if (disarms) wheel.disarm(entries[name] as WheelEntry);
        else wheel.arm(entries[name] as WheelEntry, delay);
        if (disarms) due.delete(name);
        else due.set(name, elapsed() + delay);
        expect(wheel.size).toBe(due.size);
        await environment.advance(wait);
      }
      await environment.advance(121_000);
      expect([due.size, wheel.size, environment.timers]).toEqual([0, 0, 0]);
    };
    await fc.assert(fc.asyncProperty(fc.array(act, { maxLength: 30 }), run), { numRuns: 60, seed: 4 });
  }, 60_000);

  test('runs one timer while something is armed, and none otherwise', async () => {
    const { wheel, environment, entry } = world();
    const entries = Array.from({ length: 1_000 }, (_, index) => entry(`${index}`));
    expect(environment.timers).toBe(0);
    for (const each of entries) wheel.arm(each, 1_000);
    expect([wheel.size, environment.timers]).toEqual([1_000, 1]);
    for (const each of entries) wheel.disarm(each);
    expect([wheel.size, environment.timers]).toEqual([0, 0]);
    wheel.arm(entry('never'), Infinity);
    expect([wheel.size, environment.timers]).toEqual([0, 0]);
  });

  test('forgets a deadline that is disarmed when it has expired and not yet passed', async () => {
    const { wheel, environment, entry: named, log } = world();
    const second = named('second');
    wheel.arm(
      entry(() => wheel.disarm(second)),
      50,
    );
    wheel.arm(second, 50);
    await environment.advance(1_000);
    expect([log, wheel.size]).toEqual([[], 0]);
  });

  test('lets a crowd pass in slices, with room for I/O between them', async () => {
    const { wheel, environment, log, entry } = world();
    const slices: number[] = [];
    const clock = { ...environmentClock(environment) };
    const sliced = new TimerWheel({
      tick: TICK,
      clock: {
        ...clock,
        afterInput: (callback) => {
          slices.push(log.length);
          clock.afterInput(callback);
        },
      },
    });
    expect(wheel.size).toBe(0);
    for (let index = 0; index < 1_000; index += 1) sliced.arm(entry(`${index}`), 50);
    await environment.advance(50);
    expect(log.map(([name]) => Number(name))).toEqual(Array.from({ length: 1_000 }, (_, index) => index));
    expect(slices).toEqual([0, 256, 512, 768]);
  });

  test('after a sleep lets all that is overdue pass once, and says how late it was', async () => {
    const { wheel, environment, entry, log, late } = world();
    for (const delay of [100, 40_000, 70_000, 200_000]) wheel.arm(entry(`${delay}`), delay);
    environment.jump(100_000);
    await environment.advance(0);
    expect(log.map(([name]) => name).sort()).toEqual(['100', '40000', '70000']);
    expect(late).toEqual([99_950]);
    await environment.advance(100_000);
    expect(log.at(-1)).toEqual(['200000', 200_000]);
  });

  test('is not put off by a wall clock that is set back', async () => {
    const { wheel, environment, entry, log } = world();
    wheel.arm(entry('one'), 1_000);
    await environment.advance(500);
    environment.setClock(-3_600_000);
    await environment.advance(1_000);
    expect(log.map(([name]) => name)).toEqual(['one']);
  });

  test('goes on after a deadline that throws', async () => {
    const { wheel, environment, entry: named, log } = world();
    wheel.arm(
      entry(() => {
        throw new Error('mine');
      }),
      50,
    );
    wheel.arm(named('other'), 50);
    await expect(environment.advance(50)).rejects.toThrow('mine');
    await environment.advance(50);
    expect(log).toEqual([['other', 50]]);
  });
});

test('on the platform, what came in while the loop was blocked is read before a deadline passes', async () => {
  const wheel = new TimerWheel({ tick: 10, clock: platformClock() });
  const log: string[] = [];
  const server = createServer((socket) => socket.on('data', () => log.push('input')));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await Promise.all([once(client, 'connect'), once(server, 'connection')]);
  await new Promise<void>((resolve) => {
    client.write('x');
    wheel.after(10, () => {
      log.push('deadline');
      resolve();
    });
    const until = performance.now() + 60;
    while (performance.now() < until);
  });
  expect(log).toEqual(['input', 'deadline']);
  client.destroy();
  server.close();
});
