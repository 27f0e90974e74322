export type { Backoff, BackoffInput } from '../ports/backoff.ts';
export { causeAware } from './cause-aware.ts';
export { constant } from './constant.ts';
export { type DecorrelatedOptions, decorrelated } from './decorrelated.ts';
export { type ExponentialOptions, exponential } from './exponential.ts';
export type { Jitter } from './jitter.ts';
export { type LinearOptions, linear } from './linear.ts';
export { sequence } from './sequence.ts';
