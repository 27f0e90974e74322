import type { Presence } from '../../../src/presence/index.ts';
import type { Step } from './model.ts';

/** Does a step on the presence of its node; answers what the presence did. A crash and a wait are not its matter. */
export function perform(
  presence: Presence,
  step: Exclude<Step, { do: 'wait' | 'crash' }>,
): boolean | undefined {
  switch (step.do) {
    case 'join': {
      const { connection, meta } = step;
      presence.join(step.room, step.member, { connection, ...(meta === undefined ? {} : { meta }) });
      return undefined;
    }
    case 'touch':
      return presence.touch(step.connection);
    case 'touch member':
      return presence.touch(step.room, step.member);
    case 'leave':
      return presence.leave(step.connection, { now: step.now });
    case 'leave room':
      return presence.leave(step.room, step.member, { connection: step.connection, now: step.now });
    case 'leave all':
      return presence.leave(step.room, step.member, { now: step.now });
  }
}
