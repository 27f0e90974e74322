import type { Status } from '../../machines/connection-parts.ts';
import type { Device } from './device.ts';
import type { Invariant } from './invariants.ts';
import type { Limits } from './limits.ts';

/** Rounding of times, and the one tick that the bounds allow, in ms. */
const TICK = 1;

/** What one client's times are held to. Upper bounds count the time awake, lower ones what its timers count. */
export interface Deadlines {
  heard(): void;
  /** The device slept, or its wall clock was set by `ms`: what that may cost is one more probe, or the time set back. */
  clockDoubted(ms: number): void;
  entered(status: Status): void;
  planned(delay: number): void;
  /** Someone asked for an attempt out of turn. `for-good` outlasts a plan that is told late. */
  excused(how: 'until-planned' | 'for-good'): void;
  attempted(): void;
  check(status: Status): void;
  /** How long a loss may go unnoticed. */
  readonly detection: number;
}

/** Builds the deadlines of a client. */
export function createDeadlines(
  limits: Limits,
  device: Pick<Device, 'awake' | 'ticked'>,
  violate: (invariant: Invariant, detail: string) => void,
): Deadlines {
  const { pingInterval, pongTimeout, shortPong, connectTimeout, closeTimeout, offlineRetry } = limits;
  const longestWait = pongTimeout + shortPong;
  let heardAt = 0;
  let wasInDoubt = false;
  let setBack = 0;
  let setBackAt = 0;
  let enteredAt = 0;
  let attemptedAt = 0;
  let plan: { readonly delay: number; readonly awake: number; readonly ticked: number } | undefined;
  let excuse: 'until-planned' | 'for-good' | undefined = 'for-good';

  const hold = (invariant: Invariant, what: string, since: number, bound: number): void => {
    const lasted = device.awake - since;
    if (lasted > bound + TICK)
      violate(invariant, `${what} for ${lasted.toFixed(1)} ms, at most ${bound.toFixed(1)} may be`);
  };
  const plannedFor = (delay: number) => ({ delay, awake: device.awake, ticked: device.ticked });

  return {
    heard() {
      heardAt = device.awake;
      wasInDoubt = false;
      // The next ping may still be counted from one before the clock was set back (keepAlive: always).
      if (device.awake - setBackAt > pingInterval + setBack) setBack = 0;
    },
    clockDoubted(ms) {
      if (ms >= 0) wasInDoubt = true;
      else {
        setBack -= ms;
        setBackAt = device.awake;
      }
    },
    entered(status) {
      enteredAt = device.awake;
      if (status === 'offline') plan = plannedFor(offlineRetry.least);
    },
    planned(delay) {
      plan = plannedFor(delay);
      if (excuse === 'until-planned') excuse = undefined;
    },
    excused(how) {
      if (excuse !== 'for-good') excuse = how;
    },
    attempted() {
      const waited = plan && device.ticked - plan.ticked;
      if (!excuse && plan === undefined) violate('backoff', 'an attempt started that nobody asked for');
      if (!excuse && plan && waited !== undefined && waited < plan.delay - TICK) {
        violate('backoff', `an attempt started after ${waited.toFixed(1)} ms of ${plan.delay.toFixed(1)}`);
      }
      excuse = undefined;
      plan = undefined;
      attemptedAt = device.awake;
    },
    check(status) {
      if (status === 'open' || status === 'awaiting-pong') {
        const bound = pingInterval + pongTimeout + setBack + (wasInDoubt ? shortPong : 0);
        hold('dead-link', 'nothing was heard', heardAt, bound);
      }
      if (status === 'awaiting-pong')
        hold('state-deadline', 'a pong was awaited', enteredAt, longestWait + setBack);
      if (status === 'connecting') hold('state-deadline', 'an attempt went on', attemptedAt, connectTimeout);
      if (status === 'closing') hold('state-deadline', 'closing went on', enteredAt, closeTimeout);
      if (status === 'offline')
        hold('state-deadline', 'waiting offline went on', enteredAt, offlineRetry.most);
      if (status === 'backoff' && plan) hold('state-deadline', 'backoff went on', plan.awake, plan.delay);
    },
    get detection() {
      return pingInterval + pongTimeout + shortPong + TICK;
    },
  };
}
