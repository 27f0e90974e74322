/** The functions behind a chart's names, as plain as they come: of a context and an event. */
export interface Parts<Context, Event> {
  /** Context updates: what changes, and nothing else happens. */
  readonly updates: Named<Part<Context, Event, Partial<Context>>>;
  readonly guards: Named<Part<Context, Event, boolean>>;
  /** In ms. */
  readonly delays: Named<Part<Context, Event, number>>;
}

export type Part<Context, Event, T> = (context: Context, event: Event) => T;
type Named<T> = Readonly<Record<string, T>>;

/** A context that leads to the host, which carries out the chart's effects. */
export interface Hosted<Context, Event, Effect extends string> {
  readonly host: () => Readonly<Record<Effect, Part<Context, Event, void>>>;
}

/** The same names, with other values. */
export const mapped = <A, B>(parts: Named<A>, map: (part: A, name: string) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, map(part, name)]));

/** Effects that the context's host has under the same names. */
export const hosted = <Context extends Hosted<Context, Event, Effect>, Event, Effect extends string>(
  effects: readonly Effect[],
): Record<string, Part<Context, Event, void>> =>
  Object.fromEntries(
    effects.map((name) => [name, (context: Context, event: Event) => context.host()[name](context, event)]),
  );
