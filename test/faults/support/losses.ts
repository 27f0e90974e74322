import { expect } from 'vitest';
import type { Connection } from '../../../src/connection.ts';
import type { Verdict } from '../../../src/ports/loss.ts';
import { until } from './ground.ts';
import type { ObservedTransport } from './observed.ts';

/** What a busy machine may add to any bound, in ms. */
export const MARGIN = 1_500;

/** One loss as the app heard of it. Times in ms. */
export interface LossRecord {
  readonly code: string;
  readonly closeCode: number | undefined;
  readonly reason: string | undefined;
  readonly wasClean: boolean | undefined;
  readonly wasOpen: boolean;
  readonly verdict: Verdict;
  /** Since the last frame came in; since the dial, for an attempt that failed. By a clock that is not the library's. */
  readonly after: number;
}

/** The losses from now on of a connection over `transport`. */
export function lossesOf<In, Out>(
  connection: Connection<In, Out>,
  { dials }: ObservedTransport,
): readonly LossRecord[] {
  const losses: LossRecord[] = [];
  connection.on('lost', ({ cause, wasOpen, verdict }) => {
    const { code, closeCode, reason, wasClean } = cause;
    const { at = Number.NaN, heardAt = Number.NaN } = dials.at(-1) ?? {};
    const after = performance.now() - (wasOpen ? heardAt : at);
    losses.push({ code, closeCode, reason, wasClean, wasOpen, verdict, after });
  });
  return losses;
}

/** The first loss, once there is one, which has to be within `most` ms. */
export async function firstLoss(losses: readonly LossRecord[], most = 10_000): Promise<LossRecord> {
  await until('a loss is reported', () => losses.length > 0, most);
  return losses[0] as LossRecord;
}

/** How long before the dial its deadline may have been armed: url and credentials come first. */
const HEAD_START = 50;

/** The loss came when `deadline` had passed: not before, and soon after. */
export function expectDeadline({ after }: Pick<LossRecord, 'after'>, deadline: number): void {
  expect(after).toBeGreaterThanOrEqual(deadline - HEAD_START);
  expect(after).toBeLessThanOrEqual(deadline + MARGIN);
}

/** The connection never had two sockets, and has this many now. */
export function expectSockets({ dials, mostHeld }: ObservedTransport, held: number): void {
  expect(dials.filter(({ isHeld }) => isHeld).length).toBe(held);
  expect(mostHeld).toBeLessThanOrEqual(1);
}
