import { MAX_TIME } from './defaults.ts';
import { OptionError, type UsageErrorCode } from './errors.ts';

/** Checks a value and hands it on, or what stands in for one that was left out. */
export type Rule<T> = (value: unknown, name: string) => T;

export const refusal = (code: UsageErrorCode, name: string, rule: string, value?: unknown) =>
  new OptionError(code, name, value, rule);

export const be =
  <T>(
    what: string,
    fits: (value: unknown) => boolean,
    fallback?: T,
    code: UsageErrorCode = INVALID,
  ): Rule<T> =>
  (value = fallback, name) => {
    if (value === fallback || fits(value)) return value as T;
    throw refusal(code, name, `${typeof value === 'object' ? 'this' : String(value)} is not ${what}`, value);
  };

const INVALID = 'ERR_HEARTWIRE_INVALID_OPTION';

/** A time in ms from `least`; Infinity, which means never, where it is the default. */
export const time = <T>(least: number, fallback?: T, most = MAX_TIME) =>
  be<T extends undefined ? undefined : number>(
    `a time in ms from ${least} to ${most}`,
    (value) => typeof value === 'number' && value >= least && value <= most,
    fallback as never,
    'ERR_HEARTWIRE_INVALID_TIME',
  );

export const count = (fallback: number) =>
  be<number>('a count from 0', (value) => typeof value === 'number' && value >= 0, fallback);

export const type = <T>(name: string, fallback?: T) =>
  be<T>(`of type ${name}`, (value) => typeof value === name, fallback);

export const oneOf = <T extends string>(...names: [T, ...T[]]) =>
  be<T>(`one of ${names}`, (value) => names.includes(value as T), names[0]);

export const having = <T>(method: string) =>
  be<T | undefined>(`an object with ${method}()`, (value) => typeof Object(value)[method] === 'function');

type Values<Rules> = { readonly [K in keyof Rules]: Rules[K] extends Rule<infer T> ? T : never };

export const shape = <Rules extends object>(rules: Rules): Rule<Values<Rules>> => {
  const checked = (value: unknown, path: string) => {
    if (Object(value) !== value)
      throw refusal(INVALID, path || 'options', `${value} is not an object`, value);
    const given: Readonly<Record<string, unknown>> = { ...(value as object) };
    const prefix = path && `${path}.`;
    for (const key in given) {
      if (Object.hasOwn(rules, key)) continue;
      throw refusal('ERR_HEARTWIRE_UNKNOWN_OPTION', prefix + key, `is none of ${Object.keys(rules)}`);
    }
    // Filled in the order of the rules: objects that are made alike share their hidden class.
    const values: Record<string, unknown> = {};
    for (const [key, rule] of Object.entries(rules as Record<string, Rule<unknown>>)) {
      values[key] = rule(given[key], prefix + key);
    }
    return values as Values<Rules>;
  };
  let defaults: Values<Rules> | undefined;
  return (value, path) => {
    if (value !== undefined) return checked(value, path);
    defaults ??= checked({}, path);
    return defaults;
  };
};

export const orFalse =
  <T>(rule: Rule<T>): Rule<T | false> =>
  (value, name) =>
    value === false ? value : rule(value, name);
