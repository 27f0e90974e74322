import { describe, expect, it } from 'vitest';
import { causeAware } from '../../src/backoff/index.ts';
import { type LossCode, type LossDetails, LossError } from '../../src/errors.ts';

/** The window that a delay is drawn from, uniformly: its start, middle and end. */
function drawn(attempt: number, cause: LossError) {
  const draw = (chance: number) => causeAware()({ attempt, previous: 0, cause, random: () => chance });
  return [draw(0), draw(0.5), draw(1)];
}

const loss = (code: LossCode, details?: LossDetails) => new LossError(code, 'a loss', details);
const closed = (closeCode: number, details?: LossDetails) =>
  loss('ERR_HEARTWIRE_SOCKET_CLOSED', { closeCode, ...details });
const refused = (httpStatus: number, details?: LossDetails) =>
  loss('ERR_HEARTWIRE_UPGRADE_REFUSED', { httpStatus, ...details });

describe('causeAware()', () => {
  it.each([
    ['a missed pong', loss('ERR_HEARTWIRE_PONG_TIMEOUT')],
    ['a connect timeout', loss('ERR_HEARTWIRE_CONNECT_TIMEOUT')],
    ['a failed provider', loss('ERR_HEARTWIRE_PROVIDER_FAILED')],
    ['a superseded link', loss('ERR_HEARTWIRE_SUPERSEDED')],
    ['a close 3000 Unauthorized', closed(3000)],
    ['a close 4401 Unauthorized', closed(4401)],
    ['an upgrade refused with 401', refused(401, { verdict: 'refresh' })],
    ['a refusal that asks for a fresh credential', loss('ERR_HEARTWIRE_REFUSED', { verdict: 'refresh' })],
  ])('retries within 500 ms after %s, which only this client saw', (_name, cause) => {
    expect(drawn(1, cause)).toEqual([0, 250, 500]);
  });

  it.each([
    ['a close 1000', closed(1000)],
    ['a close 1001', closed(1001)],
    ['a close 1006 of an open link', closed(1006, { wasClean: false })],
    ['a close 1011', closed(1011)],
    ['a close 1014', closed(1014)],
    ['a close of private use', closed(4000)],
    ['a close 4401 that the app calls a retry', closed(4401, { verdict: 'retry' })],
    ['a refused dial', loss('ERR_HEARTWIRE_DIAL_FAILED')],
    ['a dial that a browser reports as 1006', loss('ERR_HEARTWIRE_DIAL_FAILED', { closeCode: 1006 })],
    ['an upgrade answered 500', refused(500)],
    ['an upgrade answered 429', refused(429)],
    ['an unreadable frame', loss('ERR_HEARTWIRE_BAD_FRAME')],
    ['a kick', loss('ERR_HEARTWIRE_KICKED')],
    ['a refusal', loss('ERR_HEARTWIRE_REFUSED', { verdict: 'retry' })],
  ])('retries within 5 s after %s, which every client may have seen', (_name, cause) => {
    expect(drawn(1, cause)).toEqual([0, 2_500, 5_000]);
  });

  it.each([1012, 1013])(
    'waits 5 to 30 s after a close %i, by which the server says that it is restarting',
    (code) => {
      expect(drawn(1, closed(code))).toEqual([5_000, 17_500, 30_000]);
    },
  );

  it.each([
    [2, 8_000],
    [3, 16_000],
    [4, 32_000],
    [5, 64_000],
    [6, 128_000],
    [7, 150_000],
    [8, 150_000],
    [9, 150_000],
    [10, 300_000],
    [11, 300_000],
    [1_000_000, 300_000],
  ])('draws retry %i uniformly from a third of %i ms to the whole, whatever the cause', (attempt, most) => {
    for (const cause of [loss('ERR_HEARTWIRE_PONG_TIMEOUT'), closed(1006), closed(1012)]) {
      const inMs = [most / 3, (most * 2) / 3, most].map(Math.round);
      expect(drawn(attempt, cause).map(Math.round)).toEqual(inMs);
    }
  });
});
