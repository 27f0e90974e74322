import fc from 'fast-check';
import { command } from '../command.ts';

const words = fc.constantFrom('a', 'bb', 'cccc', 'nine char');
const keys = fc.option(fc.constantFrom('j', 'k'), { nil: undefined });
const ttls = fc.option(fc.constantFrom(53, 1_511), { nil: undefined });

/** The app sends a message, which may have a key, a time to live, and can be taken back by its number. */
export const send = fc.tuple(words, keys, ttls).map(([word, key, ttl]) =>
  command({
    label: `send(${[`"${word}"`, key && `key ${key}`, ttl && `ttl ${ttl} ms`].filter(Boolean).join(', ')})`,
    believe: (model) => model.send(model.compose(word, key, ttl)),
    act({ connection, aborts }) {
      const abort = new AbortController();
      aborts.set(aborts.size + 1, abort);
      return connection.send(word, { key, ttl, signal: abort.signal });
    },
  }),
);
