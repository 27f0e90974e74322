import { describe, expect, test } from 'vitest';
import type { PresenceLink, PresenceStore } from '../../src/ports/presence-store.ts';
import { memoryStore } from '../../src/presence/index.ts';
import { presenceStoreContract } from '../../src/testing/presence-store-contract.ts';
import { memoryHarness, redisHarness } from './support/harnesses.ts';
import { onRedis } from './support/redis.ts';

describe('the presence store memoryStore()', () => {
  for (const { title, appliesTo, run } of presenceStoreContract) {
    if (appliesTo(memoryHarness())) test(title, () => run(memoryHarness()));
  }
});

onRedis('the presence store redisStore()', (redis) => {
  const harness = () => redisHarness(redis, 500);
  for (const { title, appliesTo, run } of presenceStoreContract) {
    if (!appliesTo(harness())) continue;
    test(title, { timeout: 20_000 }, async () => {
      const cluster = harness();
      try {
        await run(cluster);
      } finally {
        await cluster[Symbol.asyncDispose]();
      }
    });
  }
});

describe('the presence store contract', () => {
  /** A memory store whose links are spoiled. */
  const spoiled = (spoil: (link: PresenceLink) => Partial<PresenceLink>) => (): PresenceStore => {
    const store = memoryStore();
    return {
      name: 'spoiled',
      open(sink, environment) {
        const link = store.open(sink, environment);
        return { ...link, ...spoil(link) };
      },
    };
  };
  const broken: Readonly<Record<string, { make: () => PresenceStore; fault: RegExp }>> = {
    'loses whether a member is active': {
      make: spoiled((link) => ({ put: (record) => link.put({ ...record, active: true }) })),
      fault: /what the others hear/,
    },
    'never removes': { make: spoiled(() => ({ remove: () => {} })), fault: /still waiting/ },
    'keys rooms and members by their texts in a row': {
      make: spoiled((link) => {
        const taken = new Map<string, string>();
        return {
          put(record) {
            const key = `${record.room}:${record.member}`;
            if ((taken.get(key) ?? record.room) !== record.room) return;
            taken.set(key, record.room);
            link.put(record);
          },
        };
      }),
      fault: /still waiting/,
    },
    'leaves its records behind': { make: spoiled(() => ({ close: async () => {} })), fault: /still waiting/ },
    'does not wait for the linger': {
      make: spoiled((link) => ({ close: () => link.close(0) })),
      fault: /still waiting|what is there meanwhile/,
    },
    'carries messages to every room': {
      make: spoiled((link) => ({
        publish(_, text) {
          for (const room of ['lobby', 'attic']) link.publish(room, text);
        },
      })),
      fault: /what is heard/,
    },
    'unsubscribes late': {
      make: spoiled((link) => ({ unsubscribe: (room) => setTimeout(() => link.unsubscribe(room), 50) })),
      fault: /what is heard/,
    },
  };

  test.each(Object.entries(broken))(
    'finds a store that %s',
    { timeout: 20_000 },
    async (_, { make, fault }) => {
      const faults: string[] = [];
      for (const { appliesTo, run } of presenceStoreContract) {
        const harness = memoryHarness(make);
        if (!appliesTo(harness)) continue;
        await Promise.resolve(run(harness)).catch(({ message }: Error) => faults.push(message));
      }
      expect(faults.join('\n')).toMatch(fault);
    },
  );
});
