import { assign } from 'xstate';

/** The functions behind a chart's names, as plain as they come: of a context and an event. */
export interface Parts<Context, Event> {
  /** Context updates: what changes, and nothing else happens. */
  readonly updates: Named<Part<Context, Event, Partial<Context>>>;
  readonly guards: Named<Part<Context, Event, boolean>>;
  /** In ms. */
  readonly delays: Named<Part<Context, Event, number>>;
}

type Part<Context, Event, T> = (context: Context, event: Event) => T;
type Named<T> = Readonly<Record<string, T>>;

/** A context that leads to the host, which carries out the chart's effects. */
interface Hosted<Context, Event, Effect extends string> {
  readonly host: () => Readonly<Record<Effect, Part<Context, Event, void>>>;
}

interface Args<Context, Event> {
  readonly context: Context;
  readonly event: Event;
}

/** The same names, with other values. */
export const mapped = <A, B>(parts: Named<A>, map: (part: A, name: string) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, map(part, name)]));

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
  const performed = (name: Effect) => [
    name,
    ({ context, event }: Args<Context, Event>) => context.host()[name](context, event),
  ];
  return {
    actions: {
      ...mapped(updates, (update) => assign(called(update))),
      ...Object.fromEntries(effects.map(performed)),
    },
    guards: mapped(guards, called),
    delays: mapped(delays, called),
  };
}
