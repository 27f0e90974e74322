import { describe, expect, test } from 'vitest';
import { virtualEnvironment } from '../../src/adapters/virtual-environment.ts';
import type { EnvironmentSignal } from '../../src/ports/environment.ts';

/** An environment with a diary of what its timers did, in ms since the start. */
function diary(options?: Parameters<typeof virtualEnvironment>[0]) {
  const environment = virtualEnvironment(options);
  const start = environment.now();
  const entries: [string, number][] = [];
  const note = (name: string) => () => {
    entries.push([name, environment.now() - start]);
  };
  return { environment, entries, note };
}

describe('the virtual clock', () => {
  test('stands still until told to move', async () => {
    const environment = virtualEnvironment();
    expect(environment.now()).toBe(1_700_000_000_000);
    await environment.advance(1_500);
    expect(environment.now()).toBe(1_700_000_001_500);
    expect(virtualEnvironment({ now: 5 }).now()).toBe(5);
  });

  test('runs due timers by time, then by order of arming, at their own time', async () => {
    const { environment, entries, note } = diary();
    environment.setTimeout(note('late'), 30);
    environment.setTimeout(note('first of two'), 20);
    environment.setTimeout(note('second of two'), 20);
    environment.setTimeout(note('early'), 10);
    environment.setTimeout(note('not yet'), 31);
    await environment.advance(30);
    expect(entries).toEqual([
      ['early', 10],
      ['first of two', 20],
      ['second of two', 20],
      ['late', 30],
    ]);
    expect(environment.timers).toBe(1);
  });

  test('runs timers that are armed on the way', async () => {
    const { environment, entries, note } = diary();
    environment.setTimeout(() => {
      note('outer')();
      environment.setTimeout(note('inner'), 5);
      environment.setTimeout(note('beyond'), 6);
    }, 10);
    environment.setTimeout(note('between'), 12);
    await environment.advance(15);
    expect(entries).toEqual([
      ['outer', 10],
      ['between', 12],
      ['inner', 15],
    ]);
  });

  test('lets promise chains settle before, between and after timers', async () => {
    const { environment, entries, note } = diary();
    const chain = async (name: string) => {
      for (let turn = 0; turn < 10; turn += 1) await undefined;
      note(name)();
      environment.setTimeout(note(`${name}, then a timer`), 5);
    };
    void chain('before');
    environment.setTimeout(() => void chain('between'), 10);
    environment.setTimeout(note('second timer'), 10);
    environment.setTimeout(() => void chain('after'), 20);
    await environment.advance(20);
    expect(entries).toEqual([
      ['before', 0],
      ['before, then a timer', 5],
      ['between', 10],
      ['second timer', 10],
      ['between, then a timer', 15],
      ['after', 20],
    ]);
  });

  test('runs no timer that was cleared, even by a timer of the same instant', async () => {
    const { environment, entries, note } = diary();
    const cleared = environment.setTimeout(note('cleared'), 5);
    environment.setTimeout(() => environment.clearTimeout(doomed), 5);
    const doomed = environment.setTimeout(note('doomed'), 5);
    environment.clearTimeout(cleared);
    environment.clearTimeout(undefined);
    await environment.advance(10);
    expect([entries, environment.timers]).toEqual([[], 0]);
  });

  test('fires at once what the platform fires at once: delays over 2³¹ − 1, negative, or not a number', async () => {
    const { environment, entries, note } = diary();
    for (const delay of [2 ** 31, Number.POSITIVE_INFINITY, Number.NaN, -1]) {
      environment.setTimeout(note(String(delay)), delay);
    }
    environment.setTimeout(note('longest'), 2 ** 31 - 1);
    await environment.advance(0);
    expect(entries).toEqual([
      ['2147483648', 0],
      ['Infinity', 0],
      ['NaN', 0],
      ['-1', 0],
    ]);
    expect(environment.timers).toBe(1);
  });

  test('settles promises without running a timer', async () => {
    const { environment, entries, note } = diary();
    environment.setTimeout(note('timer'), 0);
    void Promise.resolve().then(note('promise'));
    await environment.settle();
    expect(entries).toEqual([['promise', 0]]);
  });

  test('jumps without running timers; those overdue run late, in order, in the next advance', async () => {
    const { environment, entries, note } = diary();
    environment.setTimeout(note('second'), 20);
    environment.setTimeout(note('first'), 10);
    environment.setTimeout(note('in time'), 1_010);
    environment.jump(1_000);
    await environment.settle();
    expect(entries).toEqual([]);
    await environment.advance(10);
    expect(entries).toEqual([
      ['first', 1_000],
      ['second', 1_000],
      ['in time', 1_010],
    ]);
  });

  test('can be set forward and back; timers keep their remaining time', async () => {
    const { environment, entries, note } = diary();
    environment.setTimeout(note('timer'), 100);
    environment.setClock(-5_000);
    await environment.advance(99);
    expect(entries).toEqual([]);
    await environment.advance(1);
    environment.setClock(7_000);
    expect(entries).toEqual([['timer', -4_900]]);
    expect(environment.now()).toBe(1_700_000_002_100);
  });

  test('rejects with what a timer throws, and goes on from there', async () => {
    const { environment, entries, note } = diary();
    environment.setTimeout(() => {
      throw new Error('broken');
    }, 10);
    environment.setTimeout(note('next'), 10);
    await expect(environment.advance(20)).rejects.toThrow('broken');
    await environment.advance(0);
    expect(entries).toEqual([['next', 10]]);
  });

  test('rejects instead of hanging when timers re-arm themselves without delay', async () => {
    const environment = virtualEnvironment();
    const again = () => void environment.setTimeout(again, 0);
    again();
    await expect(environment.advance(1)).rejects.toThrow('timers re-arm themselves without delay');
  });
});

describe('virtual chance', () => {
  const draw = (seed?: number) => {
    const { random } = virtualEnvironment(seed === undefined ? {} : { seed });
    return Array.from({ length: 1_000 }, random);
  };

  test('is the same for the same seed and differs between seeds', () => {
    expect(draw(7)).toEqual(draw(7));
    expect(draw()).toEqual(draw(1));
    expect(draw(7)).not.toEqual(draw(8));
  });

  test('is uniform in [0, 1)', () => {
    const drawn = draw(3);
    expect(drawn.every((value) => value >= 0 && value < 1)).toBe(true);
    const tenths = Array.from({ length: 10 }, (_, tenth) =>
      drawn.filter((value) => Math.floor(value * 10) === tenth),
    );
    for (const { length } of tenths) expect(Math.abs(length - 100)).toBeLessThan(40);
  });
});

describe('virtual signals', () => {
  test('reach every subscriber until it leaves', () => {
    const environment = virtualEnvironment();
    const heard: string[] = [];
    const off = environment.subscribe((signal) => heard.push(`a ${signal}`));
    environment.subscribe((signal) => heard.push(`b ${signal}`));
    environment.signal('wake');
    off();
    off();
    environment.signal('shown');
    expect([heard, environment.listeners]).toEqual([['a wake', 'b wake', 'b shown'], 1]);
  });

  test('change the network flag before they are heard', () => {
    const environment = virtualEnvironment();
    const heard: [EnvironmentSignal, boolean][] = [];
    environment.subscribe((signal) => heard.push([signal, environment.online]));
    expect(environment.online).toBe(true);
    for (const signal of ['offline', 'hidden', 'online'] as const) environment.signal(signal);
    expect(heard).toEqual([
      ['offline', false],
      ['hidden', false],
      ['online', true],
    ]);
  });

  test('are not heard by a subscriber that another one removed, nor by one that joined meanwhile', () => {
    const environment = virtualEnvironment();
    const heard: string[] = [];
    environment.subscribe(() => {
      off();
      environment.subscribe(() => heard.push('joined'));
    });
    const off = environment.subscribe(() => heard.push('removed'));
    environment.signal('wake');
    expect(heard).toEqual([]);
  });

  test('count one function that subscribed twice as two subscribers', () => {
    const environment = virtualEnvironment();
    const heard: string[] = [];
    const listener = (signal: string) => void heard.push(signal);
    const off = environment.subscribe(listener);
    environment.subscribe(listener);
    environment.signal('wake');
    off();
    environment.signal('shown');
    expect([heard, environment.listeners]).toEqual([['wake', 'wake', 'shown'], 1]);
  });
});

describe('virtual time, watched', () => {
  test('is shown after each timer, when what it started has settled', async () => {
    const { environment, entries, note } = diary();
    const chained = (name: string) => () => void Promise.resolve().then(note(name));
    environment.setTimeout(chained('first'), 10);
    environment.setTimeout(chained('second'), 20);
    await environment.advance(30, note('looked'));
    expect(entries).toEqual([
      ['first', 10],
      ['looked', 10],
      ['second', 20],
      ['looked', 20],
    ]);
  });

  test('stops where the one who watches throws, the timers behind still armed', async () => {
    const { environment, entries, note } = diary();
    environment.setTimeout(note('first'), 10);
    environment.setTimeout(note('second'), 20);
    const broken = environment.advance(30, () => {
      throw new Error('seen enough');
    });
    await expect(broken).rejects.toThrow('seen enough');
    expect([entries, environment.timers]).toEqual([[['first', 10]], 1]);
  });

  test('keeps the order of thousands of timers, many of them cleared', async () => {
    const environment = virtualEnvironment({ seed: 9 });
    const start = environment.now();
    const ran: [due: number, id: number][] = [];
    const expected: [due: number, id: number][] = [];
    for (let id = 0; id < 5_000; id += 1) {
      const due = Math.floor(environment.random() * 200);
      const timer = environment.setTimeout(() => ran.push([environment.now() - start, id]), due);
      if (id % 3 > 0) environment.clearTimeout(timer);
      else expected.push([due, id]);
    }
    expect(environment.timers).toBe(expected.length);
    await environment.advance(200);
    expect(ran).toEqual(expected.sort(([a, one], [b, other]) => a - b || one - other));
  });
});
