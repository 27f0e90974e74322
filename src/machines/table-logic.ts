import {
  type ActorLogic,
  type AnyActorLogic,
  type AnyActorScope,
  createActor,
  type EventObject,
  type Snapshot,
} from 'xstate';
import { cancelAll } from '../actor-timers.ts';
import {
  type ActorStep,
  invoke,
  leave,
  perform,
  startTimer,
  stopTimer,
  tellInspectors,
} from './actor-steps.ts';
import { interpreter } from './interpreter.ts';
import { mapped, type Parts } from './parts.ts';
import type { Leaf, Table } from './table.ts';
import { nestedValue, pathOf, snapshotMethods, type TableSnapshot } from './table-snapshot.ts';

/** An actor logic that a table is run by. */
export interface TableLogic<Context, Event extends EventObject, Tag extends string, Input>
  extends ActorLogic<TableSnapshot<Context, Event, Tag>, Event, Input> {}

/** What a table is run with, under the chart's names. */
export interface TableImplementations<Context, Event, Input> extends Parts<Context, Event> {
  readonly context: (input: Input) => Context;
  readonly effects: Readonly<Record<string, (context: Context, event: Event) => void>>;
  /** What the chart invokes, by the actor's id. */
  readonly actors: Readonly<Record<string, Invoked<Context>>>;
}

interface Invoked<Context> {
  readonly logic: AnyActorLogic;
  readonly input: (context: Context) => unknown;
}

/**
 * The logic of an actor that is run by a table: to subscribers, inspectors and the actor's clock step by step what `createMachine`
 * makes of the chart. Effects are done at once; timers and actors start and stop when the event has been taken, as XState defers
 * them. A restored actor starts the timers and actors of its state anew.
 *
 * Throws an `Error` that names a part of the table which the implementations lack.
 */
export function tableLogic<Context extends object, Event extends EventObject, Tag extends string, Input>(
  table: Table,
  {
    context: contextOf,
    updates,
    guards,
    delays,
    effects,
    actors,
  }: TableImplementations<Context, Event, Input>,
): TableLogic<Context, Event, Tag, Input> {
  type Shown = TableSnapshot<Context, Event, Tag>;
  type Part<T> = (context: Context, event: Event) => T;

  /** XState's own name for the event of a delay that has passed. */
  const afterTypes = mapped(table.delays, (owner, delay) => `xstate.after.${delay}.${table.id}.${owner}`);
  const afterType = (delay: string) => afterTypes[delay] as string;
  const named = (leaf: Leaf): Leaf => {
    const rows = Object.entries(leaf.on).map(([event, each]) => [
      event.replace(/^after\.(.*)/, (_, delay) => afterType(delay)),
      each,
    ]);
    return { ...leaf, on: Object.fromEntries(rows) };
  };
  const actorOf = (id: string): Invoked<Context> => {
    const actor = actors[id];
    if (!actor) throw new Error(`the table names '${id}', which nobody implements`);
    return actor;
  };

  const reading =
    <T>(part: Part<T>) =>
    (step: ActorStep<Context>, event: Event) =>
      part(step.context, event);
  const changing = (update: Part<Partial<Context>>) => (step: ActorStep<Context>, event: Event) => {
    const context = { ...step.context };
    const change = update(step.context, event);
    // Spreading both takes ten times as long.
    for (const key in change) context[key] = change[key] as Context[typeof key];
    step.context = context;
  };
  const performing = (effect: Part<void>, type: string) => (step: ActorStep<Context>) =>
    perform(step, type, undefined, ({ context, event }) => effect(context as Context, event as Event));

  const { enter, take, can } = interpreter<ActorStep<Context>, Event>(
    { ...table, leaves: table.leaves.map(named) },
    {
      updates: {},
      guards: mapped(guards, reading),
      delays: mapped(delays, reading),
      effects: { ...mapped(updates, changing), ...mapped(effects, performing) },
      hands: {
        start: (step, delay, ms) => startTimer(step, afterType(delay), ms),
        stop: (step, delay) => stopTimer(step, afterType(delay)),
        invoke(step, id) {
          const { logic, input } = actorOf(id);
          invoke(step, id, logic, input(step.context));
        },
        leave,
      },
      stepped(step, event, row) {
        if (row) step.snapshot = snapshotOf(step);
        // XState counts no microstep for the initial state.
        if (row !== table.initial) tellInspectors(step, event, row);
      },
    },
  );

  const shown = table.leaves.map(({ path, tags }) => ({
    value: nestedValue(path.split('.')),
    tags: new Set(tags as readonly Tag[]),
  }));
  // Field by field, here and below: a spread takes ten times as long.
  const snapshotOf = ({ leaf, context, children }: ActorStep<Context>) => {
    const { value, tags } = shown[leaf] as (typeof shown)[number];
    const { matches, hasTag, toJSON } = snapshotMethods;
    return {
      status: 'active',
      output: undefined,
      error: undefined,
      value,
      context,
      tags,
      children,
      matches,
      hasTag,
      can: canNow,
      toJSON,
    } as Shown;
  };
  const stepFrom = (snapshot: Shown, event: EventObject, scope: AnyActorScope): ActorStep<Context> => {
    const { value, context, children } = snapshot;
    return {
      leaf: shown.findIndex((leaf) => leaf.value === value),
      scope,
      event,
      context,
      children,
      snapshot,
    };
  };
  function canNow(this: Shown, event: Event): boolean {
    // Guards read the context alone.
    return can(stepFrom(this, event, undefined as unknown as AnyActorScope), event);
  }

  return {
    getInitialSnapshot(scope, input) {
      const event = { type: 'xstate.init', input };
      const context = contextOf(input);
      const step: ActorStep<Context> = { leaf: -1, scope, event, context, children: {}, snapshot: undefined };
      enter(step, event as unknown as Event);
      return step.snapshot as Shown;
    },
    transition(snapshot, event, scope) {
      const step = stepFrom(snapshot, event, scope);
      if (event.type !== 'xstate.stop') {
        try {
          if (take(step, event) || !event.type.startsWith('xstate.error.actor.'))
            return step.snapshot as Shown;
        } catch (error) {
          cancelAll(scope.self);
          throw error;
        }
      }
      cancelAll(scope.self);
      for (const id in step.children) leave(step, id);
      const end = 'error' in event ? { status: 'error', error: event.error } : { status: 'stopped' };
      step.snapshot = { ...snapshotOf(step), ...end };
      tellInspectors(step, event, undefined);
      return step.snapshot as Shown;
    },
    start(snapshot) {
      for (const child of Object.values(snapshot.children)) child.start();
    },
    getPersistedSnapshot({ status, output, error, value, context, children }) {
      const persisted = mapped(children, (child, id) => ({
        src: id,
        snapshot: child.getPersistedSnapshot(),
      }));
      return { status, output, error, value, context, children: persisted } as Persisted;
    },
    restoreSnapshot(persisted, scope) {
      const { value, context, children, ...end } = persisted as Persisted<Context>;
      const path = pathOf(value);
      const leaf = table.leaves.findIndex((each) => each.path === path);
      if (leaf < 0) throw new Error(`${table.id} has no state ${path}`);
      const event = { type: 'xstate.init' } as Event;
      const step: ActorStep<Context> = { leaf, scope, event, context, children: {}, snapshot: undefined };
      for (const [name, delay] of Object.entries(delays)) {
        const isRunning = end.status === 'active' && `${path}.`.startsWith(`${table.delays[name]}.`);
        if (isRunning) startTimer(step, afterType(name), delay(context, event));
      }
      step.children = mapped(children, ({ snapshot }, id) =>
        createActor(actorOf(id).logic, { id, src: id, parent: scope.self, snapshot }),
      );
      return { ...snapshotOf(step), ...end } as Shown;
    },
  };
}

/** What a table's actor can be restored from. */
type Persisted<Context = unknown> = Snapshot<undefined> &
  Pick<TableSnapshot<Context, never, never>, 'value' | 'context'> & {
    readonly children: Readonly<Record<string, { readonly snapshot: Snapshot<unknown> }>>;
  };
