import { assign } from 'xstate';
import { type Hosted, hosted, mapped, type Part, type Parts } from './parts.ts';

interface Args<Context, Event> {
  readonly context: Context;
  readonly event: Event;
}

/** Wraps plain parts, and effects that the context's host has under the same names, as XState wants them. */
export function implementations<
  Context extends Hosted<Context, Event, Effect>,
  Event extends { readonly type: string },
  Effect extends string,
>({ updates, guards, delays }: Parts<Context, Event>, effects: readonly Effect[]) {
  const called =
    <T>(part: Part<Context, Event, T>) =>
    ({ context, event }: Args<Context, Event>) =>
      part(context, event);
  return {
    actions: {
      ...mapped(updates, (update) => assign(called(update))),
      ...mapped(hosted<Context, Event, Effect>(effects), called),
    },
    guards: mapped(guards, called),
    delays: mapped(delays, called),
  };
}
