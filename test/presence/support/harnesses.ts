import { createClient } from 'redis';
import { nodeEnvironment } from '../../../src/adapters/node-environment.ts';
import { virtualEnvironment } from '../../../src/adapters/virtual-environment.ts';
import type { PresenceStore } from '../../../src/ports/presence-store.ts';
import { memoryStore } from '../../../src/presence/index.ts';
import { redisStore } from '../../../src/presence/redis.ts';
import { type FaultProxy, faultProxy } from '../../../src/testing/fault-proxy.ts';
import type { PresenceStoreHarness } from '../../../src/testing/presence-store-contract.ts';
import type { RedisServer } from './redis-server.ts';
import { sleep, until } from './waiting.ts';

/** A cluster whose nodes share a store in memory, on a virtual clock. */
export function memoryHarness(make: () => PresenceStore = memoryStore): PresenceStoreHarness {
  const environment = virtualEnvironment();
  const store = make();
  return {
    environment,
    lease: undefined,
    node: async () => ({ store }),
    async until(condition) {
      for (let ms = 0; !condition(); ms += 1) {
        if (ms === 2_000) throw new Error('still waiting after 2 s');
        await environment.advance(1);
      }
    },
    pass: (ms) => environment.advance(ms),
  };
}

let clusters = 0;

/** A cluster in Redis under a prefix of its own, each node by a proxy of its own. */
export function redisHarness(
  redis: () => RedisServer,
  lease: number,
): PresenceStoreHarness & AsyncDisposable {
  clusters += 1;
  const prefix = `cluster-${clusters}`;
  const proxies: FaultProxy[] = [];
  return {
    environment: nodeEnvironment(),
    lease,
    async node() {
      const proxy = await faultProxy({ target: redis().port });
      proxies.push(proxy);
      const client = createClient({ url: `redis://127.0.0.1:${proxy.port}` });
      return {
        store: redisStore(client, { prefix, lease }),
        cutOff: () => proxy.mode('hang'),
        reunite: () => proxy.mode('flow'),
      };
    },
    until: (condition) => until(condition),
    pass: (ms) => sleep(ms || 60),
    async [Symbol.asyncDispose]() {
      await Promise.all(proxies.map((proxy) => proxy.close()));
    },
  };
}
