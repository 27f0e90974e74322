import type { IncomingMessage } from 'node:http';
import { describe, expect, inject, test } from 'vitest';
import { browserEnvironment } from '../../src/adapters/browser-environment.ts';
import { ws } from '../../src/adapters/ws.ts';
import type { Loss } from '../../src/ports/loss.ts';
import { attempts, failedAttemptCases } from './support/failed-attempts.ts';
import { summary } from './support/summary.ts';
import { upgradeServer } from './support/upgrade-server.ts';

const ground = { transport: () => ws(), control: inject('control') };

const isWindows = process.platform === 'win32';

for (const { title, run, needsPosix } of failedAttemptCases) {
  test.skipIf(needsPosix && isWindows)(`over ws, ${title}`, () => run(ground));
}

const known = ({ code, httpStatus, retryAfter }: Loss) => ({ code, httpStatus, retryAfter });

const refused = (httpStatus: number, retryAfter?: number) => ({
  code: 'ERR_HEARTWIRE_UPGRADE_REFUSED',
  httpStatus,
  retryAfter,
});

describe('an upgrade that ws sees refused', () => {
  const isFresh = ({ url, headers: { authorization } }: IncomingMessage) =>
    authorization === 'Bearer fresh' || url === '/?token=fresh';

  /** A credential that its provider renews once it hears of a 401. */
  const credential = () => {
    const causes: (number | undefined)[] = [];
    const give = (cause: Loss | undefined): string => {
      causes.push(cause?.httpStatus);
      return cause?.httpStatus === 401 ? 'fresh' : 'stale';
    };
    return { causes, give };
  };

  test('with 401 asks url() again, which gives a fresh token, and is open', async () => {
    await using server = await upgradeServer((request) => ({ status: isFresh(request) ? 101 : 401 }));
    const { causes, give } = credential();
    const url = ({ cause }: { cause: Loss | undefined }) => `${server.url}/?token=${give(cause)}`;
    const { connection, losses } = attempts({ url, transport: ws() });
    await connection.opened();
    expect(causes).toEqual([undefined, 401]);
    expect(losses.map(({ cause, verdict }) => [known(cause), verdict])).toEqual([[refused(401), 'refresh']]);
    await connection.close();
  });

  test('with 401 asks the headers function again, which gives a fresh token, and is open', async () => {
    await using server = await upgradeServer((request) => ({ status: isFresh(request) ? 101 : 401 }));
    const { causes, give } = credential();
    const transport = ws({ headers: async ({ cause }) => ({ authorization: `Bearer ${give(cause)}` }) });
    const { connection, losses } = attempts({ url: server.url, transport });
    await connection.opened();
    expect([causes, losses.length]).toEqual([[undefined, 401], 1]);
    await connection.close();
  });

  test('with 401 twice in a row fails, and is dialed no third time', async () => {
    await using server = await upgradeServer(() => ({ status: 401 }));
    const { connection, losses } = attempts({ url: server.url, transport: ws() });
    await expect(connection.opened()).rejects.toMatchObject(refused(401));
    expect(connection.status).toBe('failed');
    expect(losses.map(({ verdict }) => verdict)).toEqual(['refresh', 'refresh']);
    expect(server.askedAt.length).toBe(2);
  });

  test('with 403 fails at once, and reconnect() opens it when the server has relented', async () => {
    await using server = await upgradeServer((_, before) => ({ status: before === 0 ? 403 : 101 }));
    const { connection, losses } = attempts({ url: server.url, transport: ws() });
    await expect(connection.opened()).rejects.toMatchObject(refused(403));
    expect([connection.status, server.askedAt.length]).toEqual(['failed', 1]);
    expect(losses.map(({ cause, verdict }) => [known(cause), verdict])).toEqual([[refused(403), 'fatal']]);
    connection.reconnect();
    await connection.opened();
    await connection.close();
  });

  test('with 429 and Retry-After: 2 is dialed not before 2 s have passed, then is open', async () => {
    const headers = { 'Retry-After': '2' };
    await using server = await upgradeServer((_, before) =>
      before === 0 ? { status: 429, headers } : { status: 101 },
    );
    // Without chance there is no jitter on top of the wait.
    const environment = { ...browserEnvironment(), random: () => 0 };
    const { connection, losses } = attempts({ url: server.url, transport: ws(), environment });
    await connection.opened();
    expect(losses.map(({ cause, verdict }) => [known(cause), verdict])).toEqual([
      [refused(429, 2_000), 'retry'],
    ]);
    const [first = Number.NaN, second = Number.NaN] = server.askedAt;
    summary('429 with Retry-After: 2, ms to the next upgrade', [second - first]);
    // A timer of Node may fire up to 1 ms before its time.
    expect(second - first).toBeGreaterThanOrEqual(1_999);
    expect(second - first).toBeLessThan(4_000);
    await connection.close();
  });

  test.each([500, 200])('with %i is dialed again until the server accepts', async (status) => {
    await using server = await upgradeServer((_, before) => ({ status: before < 2 ? status : 101 }));
    const { connection, losses } = attempts({ url: server.url, transport: ws() });
    await connection.opened();
    const loss = [refused(status), 'retry'];
    expect(losses.map(({ cause, verdict }) => [known(cause), verdict])).toEqual([loss, loss]);
    expect(losses[0]?.after).toBeLessThan(2_000);
    expect(connection.attempt).toBe(2);
    await connection.close();
  });
});
