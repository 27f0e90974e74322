import { describe, expect, it } from 'vitest';
import { constant, decorrelated, exponential, linear, sequence } from '../../src/backoff/index.ts';
import { OptionError } from '../../src/errors.ts';

/** What JavaScript can hand over where TypeScript would have objected. */
const loose = <Result>(value: unknown) => value as Result;

const refusals: readonly (readonly [title: string, call: () => unknown, code: string, option: string])[] = [
  ['constant(-1)', () => constant(-1), 'INVALID_TIME', 'constant.delay'],
  ['constant(NaN)', () => constant(Number.NaN), 'INVALID_TIME', 'constant.delay'],
  ['constant(Infinity)', () => constant(Infinity), 'INVALID_TIME', 'constant.delay'],
  ['constant(2 ** 31)', () => constant(2 ** 31), 'INVALID_TIME', 'constant.delay'],
  ["constant('5')", () => constant(loose('5')), 'INVALID_TIME', 'constant.delay'],
  ["constant(5, 'some')", () => constant(5, loose('some')), 'INVALID_OPTION', 'constant.jitter'],
  ["constant(5, 'toString')", () => constant(5, loose('toString')), 'INVALID_OPTION', 'constant.jitter'],
  ['sequence([])', () => sequence([]), 'INVALID_OPTION', 'sequence'],
  ['sequence(5)', () => sequence(loose(5)), 'INVALID_OPTION', 'sequence'],
  ['sequence([1, -2])', () => sequence([1, -2]), 'INVALID_TIME', 'sequence[1]'],
  ["sequence([1], 'half')", () => sequence([1], loose('half')), 'INVALID_OPTION', 'sequence.jitter'],
  ['linear({ base: -1 })', () => linear({ base: -1 }), 'INVALID_TIME', 'linear.base'],
  ['linear({ step: NaN })', () => linear({ step: Number.NaN }), 'INVALID_TIME', 'linear.step'],
  ['linear({ cap: Infinity })', () => linear({ cap: Infinity }), 'INVALID_TIME', 'linear.cap'],
  ['linear({ base: 9, cap: 8 })', () => linear({ base: 9, cap: 8 }), 'INVALID_OPTION', 'linear.cap'],
  ["linear({ jitter: '' })", () => linear({ jitter: loose('') }), 'INVALID_OPTION', 'linear.jitter'],
  ['linear({ max: 5 })', () => linear(loose({ max: 5 })), 'UNKNOWN_OPTION', 'linear.max'],
  ['exponential({ base: 1e10 })', () => exponential({ base: 1e10 }), 'INVALID_TIME', 'exponential.base'],
  [
    'exponential({ factor: 0.9 })',
    () => exponential({ factor: 0.9 }),
    'INVALID_OPTION',
    'exponential.factor',
  ],
  [
    'exponential({ factor: NaN })',
    () => exponential({ factor: Number.NaN }),
    'INVALID_OPTION',
    'exponential.factor',
  ],
  [
    'exponential({ factor: Infinity })',
    () => exponential({ factor: Infinity }),
    'INVALID_OPTION',
    'exponential.factor',
  ],
  [
    'exponential({ base: 9, cap: 8 })',
    () => exponential({ base: 9, cap: 8 }),
    'INVALID_OPTION',
    'exponential.cap',
  ],
  [
    'exponential({ jiter })',
    () => exponential(loose({ jiter: 'none' })),
    'UNKNOWN_OPTION',
    'exponential.jiter',
  ],
  [
    'decorrelated({ base: NaN })',
    () => decorrelated({ base: Number.NaN }),
    'INVALID_TIME',
    'decorrelated.base',
  ],
  [
    "exponential({ jitter: 'some' })",
    () => exponential({ jitter: loose('some') }),
    'INVALID_OPTION',
    'exponential.jitter',
  ],
  ['decorrelated({ cap: -1 })', () => decorrelated({ cap: -1 }), 'INVALID_TIME', 'decorrelated.cap'],
  [
    'decorrelated({ base: 9, cap: 8 })',
    () => decorrelated({ base: 9, cap: 8 }),
    'INVALID_OPTION',
    'decorrelated.cap',
  ],
  [
    'decorrelated({ jitter })',
    () => decorrelated(loose({ jitter: 'full' })),
    'UNKNOWN_OPTION',
    'decorrelated.jitter',
  ],
];

describe('a backoff with a bad argument', () => {
  it.each(refusals)('is refused at once, by name: %s', (_title, call, code, option) => {
    const error = thrownBy(call);
    expect(error).toBeInstanceOf(OptionError);
    expect(error).toMatchObject({ name: 'OptionError', code: `ERR_HEARTWIRE_${code}`, option });
    expect((error as OptionError).message).toContain(option);
  });

  it.each([
    [() => exponential({ base: 9, cap: 8 }), 'exponential.cap: must not be below base (9), got 8'],
    [() => exponential({ factor: Number.NaN }), 'exponential.factor: must be finite and at least 1, got NaN'],
    [() => constant(-1), 'constant.delay: must be from 0 to 2147483647 ms, got -1'],
    [() => sequence([]), 'sequence: must be a list of at least one delay'],
    [() => constant(5, loose('some')), "constant.jitter: must be 'full', 'equal' or 'none'"],
    [() => linear(loose({ max: 5 })), 'linear.max: no such option; there are base, step, cap, jitter'],
  ])('is refused with a sentence that says what would be right: %s', (call, message) => {
    expect(thrownBy(call)).toHaveProperty('message', message);
  });

  it('is only what an object has itself', () => {
    const inherited = Object.assign(Object.create({ other: 1 }), { base: 10, cap: 20, jitter: 'none' });
    expect(linear(inherited)({ attempt: 1, previous: 0, cause: undefined as never, random: () => 0 })).toBe(
      10,
    );
  });
});

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}
