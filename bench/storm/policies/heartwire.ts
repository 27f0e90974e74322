import { causeAware } from '../../../src/backoff/cause-aware.ts';
import {
  CAUSE_AWARE_BASE,
  CAUSE_AWARE_CAP,
  CAUSE_AWARE_CAP_DOUBLES_FROM,
  CAUSE_AWARE_CAP_MAX,
  SHARED_WINDOW,
} from '../../../src/defaults.ts';
import { LossError } from '../../../src/errors.ts';
import { retryDelay } from '../../../src/judgement.ts';
import type { Backoff } from '../../../src/ports/backoff.ts';
import type { NextDelay, Policy } from '../policy.ts';

const dropped = new LossError('ERR_HEARTWIRE_SOCKET_CLOSED', 'The server went.', { closeCode: 1006 });
const refused = new LossError('ERR_HEARTWIRE_DIAL_FAILED', 'Refused.', { closeCode: 1006 });

/** A loss by which the server says when to come back; one for all, since making an `Error` costs more than drawing a delay. */
const asked = Object.assign(new LossError('ERR_HEARTWIRE_UPGRADE_REFUSED', 'Busy.', { httpStatus: 503 }), {
  retryAfter: 0,
});

function delaysOf(backoff: Backoff, random: () => number): NextDelay {
  const input = { attempt: 1, previous: 0, cause: dropped, random };
  return (attempt, _sinceLoss, _client, retryAfter) => {
    input.attempt = attempt;
    input.cause = attempt === 1 ? dropped : refused;
    if (retryAfter > 0) {
      asked.retryAfter = retryAfter;
      input.cause = asked;
    }
    return retryDelay(input, backoff);
  };
}

const seconds = (ms: number) => ms / 1_000;

/** The default of this library: the real `causeAware()`, through the real rule for what a server asks for. */
export const heartwire: Policy = {
  name: 'heartwire',
  source: 'src/backoff/cause-aware.ts, src/judgement.ts',
  delays:
    `0–${seconds(SHARED_WINDOW)} s, then ⅓–1 × ${seconds(CAUSE_AWARE_BASE)} s·2ⁿ up to ${seconds(CAUSE_AWARE_CAP)} s, ` +
    `from the ${CAUSE_AWARE_CAP_DOUBLES_FROM}th up to ${seconds(CAUSE_AWARE_CAP_MAX)} s`,
  fleet: (_size, random) => delaysOf(causeAware(), random),
};

/** The default as it was before this simulation: full jitter, 1 s · 2ⁿ up to 30 s, doubling from the 7th up to 300 s. */
export const earlier: Policy = {
  name: 'heartwire before',
  source: 'the default that was replaced',
  delays: '0–5 s, then 0–1 s·2ⁿ up to 30 s, from the 7th up to 300 s',
  fleet: (_size, random) =>
    delaysOf(({ attempt }) => {
      if (attempt === 1) return random() * 5_000;
      const cap = 30_000 * 2 ** Math.max(0, attempt - 6);
      return random() * Math.min(300_000, cap, 1_000 * 2 ** attempt);
    }, random),
};

/** Full jitter with a cap, as the textbooks have it: what a server that pays for refusals does not survive. */
export const fullJitter = (cap: number): Policy => ({
  name: `full jitter, cap ${seconds(cap)} s`,
  source: 'AWS Architecture Blog, "Exponential Backoff And Jitter"',
  delays: `0–1 s·2ⁿ up to ${seconds(cap)} s`,
  fleet: (_size, random) => (attempt) => random() * Math.min(cap, 1_000 * 2 ** attempt),
});
