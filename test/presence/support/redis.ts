import { afterAll, beforeAll, describe, onTestFinished, test } from 'vitest';
import { hasRedis, type RedisServer, startRedis } from './redis-server.ts';

/**
 * Tests on a redis-server of their own, started before the first and killed after the last. Without one on the PATH they are
 * skipped, and say so; `npm run test:redis` fails then.
 */
export function onRedis(title: string, tests: (redis: () => RedisServer) => void): void {
  if (!hasRedis) {
    const notice = `SKIPPED, no redis-server on the PATH: ${title}`;
    console.warn(`\n${'!'.repeat(notice.length)}\n${notice}\n${'!'.repeat(notice.length)}\n`);
    test.skip(notice, () => {});
    return;
  }
  describe(title, { timeout: 30_000 }, () => {
    let server: RedisServer | undefined;
    beforeAll(async () => {
      server = await startRedis();
    });
    afterAll(() => server?.stop());
    tests(() => {
      if (!server) throw new Error('the redis-server has not started');
      return server;
    });
  });
}

/** A server for one test, which may kill it. */
export async function startOwn(): Promise<RedisServer> {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  return server;
}
