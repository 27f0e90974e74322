import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { text } from '../../src/dialects/index.ts';
import type { Dialect, DialectSession } from '../../src/ports/dialect.ts';
import type { Frame } from '../../src/ports/transport.ts';
import { fuzz } from './fuzz/fuzz.ts';
import { targets } from './fuzz/targets.ts';
import { watch } from './fuzz/watch.ts';
import { axes, plain } from './harness-parts.ts';

const root = new URL('../../', import.meta.url);
const FRAMES = 20_000;

describe.each(Object.entries(targets))('%s', (name, harness) => {
  it('reads 20,000 drawn frames: throws nothing but Errors, ends, and takes no more than they are worth', async () => {
    const { found, frames } = await fuzz(name, harness, { seed: 1, frames: FRAMES });
    expect(frames).toBeGreaterThanOrEqual(FRAMES);
    // A fuzzer that gets through to nothing proves nothing.
    const { 'bad frame': bad = 0, ...signals } = found;
    const sum = Object.values(signals).reduce((total, count) => total + count, 0);
    expect(sum).toBeGreaterThan(FRAMES / 100);
    if (harness.badFrames.length > 0) expect(bad).toBeGreaterThan(100);
  }, 120_000);
});

describe('the fuzzer', () => {
  const good = { ...plain, dialect: text(), axes };
  const reading = (read: DialectSession<unknown>['read']) => {
    const session = () => ({ read });
    return { ...good, dialect: { ...text(), session } as Dialect<unknown, never> };
  };
  const isLong = (frame: Frame) => typeof frame === 'string' && frame.length > 10;

  it.each<readonly [string, DialectSession<unknown>['read'], RegExp]>([
    [
      'throws what is no Error',
      (frame) => {
        if (isLong(frame)) throw 'no';
      },
      /read\(\) threw no, which is no Error, on "/,
    ],
    [
      'sets memory aside for a length that is only announced',
      (frame) => {
        if (!(frame instanceof ArrayBuffer) || frame.byteLength < 4) return;
        new Uint8Array(new DataView(frame).getUint32(0) % 2 ** 28).fill(1);
      },
      /bytes taken for \d+, on </,
    ],
    [
      'signals more than there is',
      (frame, signals) => {
        if (isLong(frame)) for (let count = 0; count < 1e5; count++) signals.pong();
      },
      /signals out of/,
    ],
    [
      'agrees on a time that is none',
      (frame, signals) => {
        if (isLong(frame)) signals.welcome({ pingInterval: Number.NaN });
      },
      /odd welcome/,
    ],
    [
      'writes to the prototype of all objects',
      (frame) => {
        if (isLong(frame)) Object.assign(Object.prototype, { polluted: true });
      },
      /Object\.prototype has a new key/,
    ],
  ])('finds a dialect that %s, and says how to see it again', async (_title, read, fault) => {
    const restored = () => Reflect.deleteProperty(Object.prototype, 'polluted');
    const found = await fuzz("its 'name'", reading(read), { seed: 5, frames: FRAMES })
      .finally(restored)
      .catch(({ message }: Error) => message);
    expect(found).toMatch(fault);
    const seed = Number(/--seed (\d+) --frames 1$/.exec(String(found))?.[1]);
    expect(found).toContain(`npm run fuzz -- --dialect 'its '\\''name'\\''' --seed ${seed} --frames 1`);
    const again = fuzz("its 'name'", reading(read), { seed, frames: 1 }).finally(restored);
    await expect(again).rejects.toThrow(fault);
  });

  it('draws the same frames from the same seed', async () => {
    const heard = async () => {
      const frames: unknown[] = [];
      await fuzz(
        'x',
        reading((frame) => void frames.push(frame)),
        { seed: 3, frames: 500 },
      );
      return frames;
    };
    expect(await heard()).toEqual(await heard());
  });

  it('ends a worker that does not come on, and says where it was', async () => {
    const loop = `const { workerData } = require('node:worker_threads');
      new Float64Array(workerData.at).set([2, 77]);
      for (;;);`;
    const at = new SharedArrayBuffer(16);
    expect(await watch(loop, { at }, () => {}, 500, { eval: true })).toEqual([2, 77]);
  });

  it('hears of what a worker throws where nobody waits for it', async () => {
    const at = new SharedArrayBuffer(16);
    const worker = "setImmediate(() => { throw new Error('late'); });";
    await expect(watch(worker, { at }, () => {}, 5_000, { eval: true })).rejects.toThrow('late');
  });

  it('lets a worker that ends be', async () => {
    const at = new SharedArrayBuffer(16);
    expect(await watch('', { at }, () => {}, 5_000, { eval: true })).toBe(undefined);
  });

  it('runs from the command line', async () => {
    const run = (...args: string[]) =>
      promisify(execFile)(process.execPath, ['scripts/fuzz.js', ...args], { cwd: root }).catch(
        (error) => error,
      );
    const { stdout } = await run('--dialect', 'nats()', '--seed', '7', '--frames', '100');
    expect(stdout).toMatch(/^seed 7, 100 frames each\nnats\(\): \d+ frames on \d+ links, .*\n$/);
    expect(await run('--dialect', 'nat')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^--dialect: nat is none of raw\(\), /),
    });
    expect(await run('--seed', 'x')).toMatchObject({
      code: 2,
      stderr: '--seed: x is not a whole number from 0\n',
    });
  }, 60_000);
});
