import type { AnyActorRef } from 'xstate';
import { type Timer, timersOf } from '../actor-timers.ts';
import { LATE_FLOOR } from '../defaults.ts';
import type { TimelineEntry } from './timeline-record.ts';

type Deadline = Pick<TimelineEntry, 'deadline' | 'delay'>;

/** What resets a count, and ends nothing. */
const NO_DEADLINE = 'stableAfter';

/** The name of a delay of the chart in the event by which XState reports that it has passed: `xstate.after.NAME.STATE`. */
export const delayOf = (type: string): string | undefined => /^xstate\.after\.([^.]+)\./.exec(type)?.[1];

/**
 * Follows the deadline that runs in an actor's system. The returned function says which one does at `now`, and how long is left; it has
 * to be asked after each step of the actor.
 */
export function runningDeadline(actor: AnyActorRef): (now: number) => Deadline {
  let armed = scheduled(actor);
  // The scheduler stamps with the platform's clock, whatever clock the actor runs on: below this the deadline is of this tick.
  const ago = armed ? Date.now() - armed.startedAt : 0;
  let left = armed && armed.delay - (ago < LATE_FLOOR ? 0 : ago);
  let due: number | undefined;
  return (now) => {
    const running = scheduled(actor);
    if (running !== armed) {
      armed = running;
      left = running?.delay;
      due = undefined;
    }
    if (!armed || left === undefined) return {};
    due ??= now + left;
    const delay = Math.round(Math.max(0, due - now));
    return { deadline: delayOf(armed.event.type) ?? armed.event.type, delay };
  };
}

/** One at a time: no state of the chart waits for two deadlines. */
function scheduled(actor: AnyActorRef): Omit<Timer, 'handle'> | undefined {
  const timers: Readonly<Record<string, Omit<Timer, 'handle'> | undefined>> =
    timersOf(actor) ?? actor.system.getSnapshot()._scheduledEvents;
  return Object.values(timers).find(
    (timer) => timer && timer.delay < Infinity && delayOf(timer.event.type) !== NO_DEADLINE,
  );
}
