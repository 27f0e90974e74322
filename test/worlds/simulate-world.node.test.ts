import { describe, expect, test } from 'vitest';
import { constant } from '../../src/backoff/index.ts';
import { text } from '../../src/dialects/text.ts';
import { simulateWorld, sumWorlds, worldFaults } from '../../src/testing/index.ts';

describe('a simulated world', () => {
  test('is the same for the same seed, and another for another', async () => {
    const one = await simulateWorld({ seed: 11 });
    expect(await simulateWorld({ seed: 11 })).toEqual(one);
    expect(await simulateWorld({ seed: 12 })).not.toEqual({ ...one, seed: 12 });
  });

  test('stays the same when what was drawn is stated, as a replay does', async () => {
    const drawn = await simulateWorld({ seed: 21 });
    const { clients, duration } = drawn;
    expect(await simulateWorld({ seed: 21, clients, duration })).toEqual(drawn);
  });

  test('in which nothing goes wrong loses no link but those that the app gives up', async () => {
    const { faults, losses, sends } = await simulateWorld({
      seed: 5,
      clients: 4,
      duration: 300_000,
      faults: [],
    });
    expect([faults, Object.keys(losses)]).toEqual([{}, ['ERR_HEARTWIRE_SUPERSEDED']]);
    expect(sends.sent).toBeGreaterThan(300);
  });

  test('runs with faults, dialects and options of the user', async () => {
    const delays: number[] = [];
    const { faults, dialects, clients } = await simulateWorld({
      seed: 7,
      clients: 3,
      duration: 120_000,
      faults: ['reset', 'half-open'],
      dialects: [{ name: 'mine', create: () => text({ ping: '?', pong: '!' }) }],
      options: (client) => ({
        heartbeat: { pingInterval: 1_000, pongTimeout: 1_000 },
        backoff: (input) => {
          delays.push(client);
          return constant(100)(input);
        },
      }),
    });
    expect([Object.keys(faults), dialects, clients]).toEqual([['half-open', 'reset'], { mine: 3 }, 3]);
    expect([...new Set(delays)].sort()).toEqual([1, 2, 3]);
  });

  test('puts reportError back, whatever it was', async () => {
    const before = Object.getOwnPropertyDescriptor(globalThis, 'reportError');
    const seen: unknown[] = [];
    globalThis.reportError = (error) => seen.push(error);
    const own = globalThis.reportError;
    await Promise.all([simulateWorld({ seed: 1 }), simulateWorld({ seed: 2 })]);
    expect([globalThis.reportError, seen]).toEqual([own, []]);
    if (before) Object.defineProperty(globalThis, 'reportError', before);
    else Reflect.deleteProperty(globalThis, 'reportError');
    await simulateWorld({ seed: 1, faults: [] });
    expect(Object.getOwnPropertyDescriptor(globalThis, 'reportError')).toEqual(before);
  });

  test('says how far it is, an hour at a time', async () => {
    const hours: number[] = [];
    const progress = (elapsed: number) => hours.push(elapsed / 3_600_000);
    await simulateWorld({ seed: 1, clients: 1, duration: 9_000_000, faults: [], progress });
    expect(hours).toEqual([1, 2, 2.5]);
  });

  test.each([
    [{ seed: 0.5 }, 'seed: 0.5 is not an integer'],
    [{ seed: 1, clients: 0 }, 'clients: 0 is not an integer from 1'],
    [{ seed: 1, duration: -1 }, 'duration: -1 is not a time in ms from 0'],
    [{ seed: 1, dialects: [] }, 'dialects:  is not a list of at least one'],
    [{ seed: 1, faults: ['flood'] }, `faults: flood is not one of ${Object.keys(worldFaults).join(', ')}`],
  ])('refuses %j', async (options, message) => {
    await expect(simulateWorld(options)).rejects.toThrow(new TypeError(message));
  });
});

test('counts of worlds add up', async () => {
  const [one, other] = [await simulateWorld({ seed: 1 }), await simulateWorld({ seed: 2 })];
  const sum = sumWorlds([one, other]);
  expect([sum.events, sum.lasted]).toEqual([one.events + other.events, one.lasted + other.lasted]);
  expect(sum.sends.sent).toBe((one.sends.sent ?? 0) + (other.sends.sent ?? 0));
  expect(sumWorlds([sumWorlds([]), sum])).toEqual(sum);
});
