import { expect, inject, test } from 'vitest';
import { browserTransport } from '../../src/adapters/browser.ts';
import type { CloseInfo } from '../../src/ports/loss.ts';
import { attempts, failedAttemptCases } from './support/failed-attempts.ts';
import { corner } from './support/ground.ts';

const control = inject('control');
const ground = { transport: () => browserTransport(), control };

const isWindows = navigator.userAgent.includes('Windows');

for (const { title, run, needsPosix } of failedAttemptCases) {
  test.skipIf(needsPosix && isWindows)(`in a page, ${title}`, () => run(ground));
}

test.each(['401', '403', '429', '500', '200'])(
  'in a page, an upgrade answered %s is judged as 1006 like any dial that failed, and dialed again until the server accepts',
  async (status) => {
    const { url, count } = corner(control);
    const flaky = url('/flaky', { status, times: '2', 'retry-after': '2' });
    const judged: CloseInfo[] = [];
    const verdict = (close: CloseInfo) => void judged.push(close);
    const { connection, losses } = attempts({
      url: flaky,
      transport: browserTransport(),
      retry: { verdict },
    });
    await connection.opened();
    const loss = ['ERR_HEARTWIRE_DIAL_FAILED', undefined, undefined, 'retry'];
    const known = losses.map(({ cause, verdict }) => [
      cause.code,
      cause.httpStatus,
      cause.retryAfter,
      verdict,
    ]);
    expect(known).toEqual([loss, loss]);
    const close = { code: 1006, reason: '', wasClean: false, wasOpen: false, httpStatus: undefined };
    expect(judged).toEqual([close, close]);
    expect(losses[0]?.after).toBeLessThan(2_000);
    expect((await count()).dials).toBe(3);
    await connection.close();
  },
);
