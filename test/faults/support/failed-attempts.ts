import { expect } from 'vitest';
import { constant } from '../../../src/backoff/index.ts';
import { createConnection } from '../../../src/connection.ts';
import type { ConnectionEvents } from '../../../src/connection-events.ts';
import type { ConnectionOptions } from '../../../src/options.ts';
import { remoteProxy } from '../../setup/remote-proxy.ts';
import { type Case, corner, until } from './ground.ts';

type Lost = ConnectionEvents['lost'] & {
  /** ms since the connection was made. */
  readonly after: number;
};

/** A connection with a record of its losses, that retries after 10 ms. */
export function attempts(options: ConnectionOptions) {
  const start = performance.now();
  const losses: Lost[] = [];
  const connection = createConnection({ backoff: constant(10), ...options });
  connection.on('lost', (event) => losses.push({ ...event, after: performance.now() - start }));
  return { connection, losses };
}

type Provider = () => string | Promise<string>;

/** Long enough for an attempt that should succeed on a busy machine. */
const CONNECT_TIMEOUT = 500;

/** The attempt ended when its deadline passed: not before, and soon after. */
function expectDeadline(lost: Lost | undefined): void {
  expect(lost?.cause.code).toBe('ERR_HEARTWIRE_CONNECT_TIMEOUT');
  expect(lost?.after).toBeGreaterThanOrEqual(CONNECT_TIMEOUT - 2);
  expect(lost?.after).toBeLessThan(CONNECT_TIMEOUT + 2_000);
}

/** Fails the first attempt by what `fail` is called for, and the second not. */
const provider = (
  title: string,
  fail: Provider,
  connectTimeout: number,
  check: (lost: Lost | undefined) => void,
): Case => ({
  title,
  async run({ transport, control }) {
    const { url } = corner(control);
    const numbers: number[] = [];
    const { connection, losses } = attempts({
      transport: transport(),
      connectTimeout,
      url({ number }) {
        numbers.push(number);
        return number === 0 ? fail() : url('/echo');
      },
    });
    await connection.opened();
    check(losses[0]);
    expect([losses.length, numbers]).toEqual([1, [0, 1]]);
    await connection.close();
  },
});

const broken = new Error('no token to be had');

const expectBroken = (lost: Lost | undefined): void => {
  const { code, cause, verdict } = { ...lost?.cause, cause: lost?.cause.cause, verdict: lost?.verdict };
  expect({ code, cause, verdict }).toEqual({
    code: 'ERR_HEARTWIRE_PROVIDER_FAILED',
    cause: broken,
    verdict: 'retry',
  });
  expect(lost?.after).toBeLessThan(2_000);
};

/** Attempts that fail on any platform, each at its deadline or at once, and what follows when the fault goes. */
export const failedAttemptCases: readonly (Case & { readonly needsPosix?: true })[] = [
  provider(
    'a url() that never settles ends at the deadline, and the next attempt asks again',
    () => new Promise(() => {}),
    CONNECT_TIMEOUT,
    expectDeadline,
  ),
  provider(
    'a url() that rejects ends the attempt at once, and the next one asks again',
    () => Promise.reject(broken),
    10_000,
    expectBroken,
  ),
  provider(
    'a url() that throws ends the attempt at once, and the next one asks again',
    () => {
      throw broken;
    },
    10_000,
    expectBroken,
  ),
  {
    title: 'a server that accepts TCP and says nothing ends each attempt at its deadline, until it speaks',
    async run({ transport, control }) {
      const proxy = await remoteProxy(control);
      await proxy.mode('hang');
      const url = corner(control).url('/echo', {}, proxy.url);
      const { connection, losses } = attempts({
        url,
        transport: transport(),
        connectTimeout: CONNECT_TIMEOUT,
      });
      await until('two attempts have failed', () => losses.length === 2);
      expectDeadline(losses[0]);
      expect(losses[1]?.cause.code).toBe('ERR_HEARTWIRE_CONNECT_TIMEOUT');
      await proxy.mode('flow');
      await connection.opened();
      await connection.close();
      await proxy.close();
    },
  },
  {
    title: 'a full accept queue ends the attempt at its deadline, and a server that has room is reached',
    // It takes a process that can be stopped (SIGSTOP).
    needsPosix: true,
    async run({ transport, control }) {
      const order = await fetch(`${control.replace(/^ws/, 'http')}/full-accept-queue`, { method: 'POST' });
      expect(order.status).toBe(200);
      const full = await order.text();
      const { url } = corner(control);
      const { connection, losses } = attempts({
        transport: transport(),
        connectTimeout: CONNECT_TIMEOUT,
        url: ({ number }) => (number === 0 ? full : url('/echo')),
      });
      await connection.opened();
      expectDeadline(losses[0]);
      expect(losses.length).toBe(1);
      await connection.close();
    },
  },
];
