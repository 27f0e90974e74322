import type { PresenceStore } from '../ports/presence-store.ts';
import { be, having, refusal, shape, time } from '../rules.ts';
import { LEASE, MAX_NAME, MIN_LEASE } from './defaults.ts';
import type { RedisClient } from './redis/client.ts';
import { RedisNode } from './redis/node.ts';

export type { RedisClient, RedisOverrides } from './redis/client.ts';

/** Options of `redisStore`. Times in ms. */
export interface RedisStoreOptions {
  /** What the keys and channels in Redis start with: the same on every node, another for every app. Default `heartwire:presence`. */
  readonly prefix?: string | undefined;
  /** How long the members of a node that crashed are still present, from 250; the same on every node. Default 15,000. */
  readonly lease?: number | undefined;
  /** Name of this node: no other that runs may have it. Default a random one. */
  readonly node?: string | undefined;
}

const name = (fallback?: string) =>
  be<string | undefined>(
    `a text of 1 to ${MAX_NAME} characters`,
    (value) => typeof value === 'string' && value !== '' && value.length <= MAX_NAME,
    fallback,
  );

const storeShape = shape({
  prefix: name('heartwire:presence'),
  lease: time(MIN_LEASE, LEASE),
  node: name(),
});

/**
 * Builds a store in Redis, for presences on several nodes: each holds its records under a lease that it renews, so that those of a
 * node that crashed expire. `client` is one of the `redis` package, whose options are used for two connections of the
 * store's own; it is neither connected nor closed. Redis 5 or newer; no cluster.
 *
 * @throws OptionError for an option that is unknown or out of bounds
 */
export function redisStore(client: RedisClient, options?: RedisStoreOptions): PresenceStore {
  const { prefix = '', lease, node } = storeShape(options, '');
  if (having<RedisClient>('duplicate')(client, 'client') === undefined) {
    throw refusal('ERR_HEARTWIRE_MISSING_OPTION', 'client', 'is needed');
  }
  return {
    name: 'redis',
    open: (sink, environment) =>
      new RedisNode(client, { prefix, lease, node: node ?? crypto.randomUUID() }, sink, environment),
  };
}
