import fc from 'fast-check';
import { command } from '../command.ts';
import type { EventName, Reaction } from '../model/notices.ts';

const names: readonly EventName[] = [
  'status',
  'open',
  'lost',
  'retry',
  'pong',
  'failed',
  'closed',
  'drop',
  'message',
];
const reactions = { throw: 'throws', close: 'calls close()', reconnect: 'calls reconnect()' } as const;

/** The app's next listener for an event throws, or calls back into the connection that is calling it. */
export const listenerReacts = fc
  .tuple(fc.constantFrom(...names), fc.constantFrom<Reaction[]>('throw', 'close', 'reconnect'))
  .map(([name, reaction]) =>
    command({
      label: `next "${name}" listener ${reactions[reaction]}`,
      isPossible: (model) => !model.reactions.has(name),
      believe(model) {
        model.reactions.set(name, reaction);
      },
      act: (real) => real.react(name, reaction),
    }),
  );
