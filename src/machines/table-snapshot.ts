import type { AnyActorRef, Snapshot, StateValue } from 'xstate';

/** What an actor of a table shows: a machine's snapshot, without the machine. */
export type TableSnapshot<Context, Event, Tag extends string> = Snapshot<undefined> & {
  readonly value: StateValue;
  readonly context: Context;
  readonly tags: ReadonlySet<Tag>;
  /** The actors that its states have invoked and not left. */
  readonly children: Readonly<Record<string, AnyActorRef>>;
  /** Whether the state is this one or lies in it: `'live'`, `{ live: 'open' }`. */
  matches(value: StateValue): boolean;
  hasTag(tag: Tag): boolean;
  /** Whether the event would do anything now. */
  can(event: Event): boolean;
  toJSON(): unknown;
};

/** `live.open.alive` as XState writes it: `{ live: { open: 'alive' } }`. */
export function nestedValue([key = '', ...rest]: readonly string[]): StateValue {
  return rest.length > 0 ? { [key]: nestedValue(rest) } : key;
}

export function pathOf(value: StateValue): string {
  if (typeof value === 'string') return value;
  return Object.entries(value)
    .map(([key, inner]) => `${key}.${inner === undefined ? '' : pathOf(inner)}`)
    .join();
}

/** The methods of every snapshot; XState copies snapshots by their own fields. */
export const snapshotMethods = {
  matches(this: { readonly value: StateValue }, value: StateValue): boolean {
    return `${pathOf(this.value)}.`.startsWith(`${pathOf(value)}.`);
  },
  hasTag(this: { readonly tags: ReadonlySet<string> }, tag: string): boolean {
    return this.tags.has(tag);
  },
  toJSON(this: { readonly tags: ReadonlySet<string> }): unknown {
    const fields = Object.entries(this).filter(([, field]) => typeof field !== 'function');
    return { ...Object.fromEntries(fields), tags: [...this.tags] };
  },
};
