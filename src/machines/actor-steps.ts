import {
  type ActionArgs,
  type AnyActorLogic,
  type AnyActorRef,
  type AnyActorScope,
  createActor,
  type EventObject,
} from 'xstate';
import { cancel, schedule } from '../actor-timers.ts';
import type { RowState } from './interpreter.ts';
import type { Row } from './table.ts';

/** A transition of an actor under way. */
export interface ActorStep<Context> extends RowState {
  readonly scope: AnyActorScope;
  readonly event: EventObject;
  context: Context;
  children: Readonly<Record<string, AnyActorRef>>;
  /** What the actor shows after the last microstep. */
  snapshot: unknown;
}

type Info<Context> = Pick<ActionArgs<never, never, never>, 'self' | 'system'> & {
  readonly context: Context;
  readonly event: EventObject;
};

/** Has the actor do something, which inspectors hear of by XState's own names. */
export function perform<Context>(
  { scope, context, event }: ActorStep<Context>,
  type: string,
  params: unknown,
  exec: (info: Info<Context>) => void,
): void {
  const info = { context, event, self: scope.self, system: scope.system };
  scope.actionExecutor({ type, info: info as never, params: params as never, exec: exec as never });
}

/** Sends the actor an event of type `id` after `ms`. */
export function startTimer(step: ActorStep<unknown>, id: string, ms: number): void {
  const { self, defer } = step.scope;
  const event = { type: id };
  perform(step, 'xstate.raise', { event, id, delay: ms }, () => defer(() => schedule(self, event, ms)));
}

export function stopTimer(step: ActorStep<unknown>, id: string): void {
  const { self, defer } = step.scope;
  perform(step, 'xstate.cancel', { sendId: id }, () => defer(() => cancel(self, id)));
}

/** Creates a child, which starts unless it is left in the same transition. */
export function invoke(step: ActorStep<unknown>, id: string, logic: AnyActorLogic, input: unknown): void {
  const { self, defer } = step.scope;
  const actorRef: AnyActorRef = createActor(logic, { id, src: id, parent: self, input });
  step.children = { ...step.children, [id]: actorRef };
  const start = () => {
    if (self.getSnapshot().children[id] === actorRef) actorRef.start();
  };
  perform(step, 'xstate.spawnChild', { id, systemId: undefined, actorRef, src: id, input }, () =>
    defer(start),
  );
}

/** Stops a child. */
export function leave(step: ActorStep<unknown>, id: string): void {
  const { stopChild, defer } = step.scope;
  const { [id]: child, ...others } = step.children;
  if (!child) return;
  step.children = others;
  perform(step, 'xstate.stopChild', child, () => defer(() => stopChild(child)));
}

/** Tells inspectors of a microstep; XState has no public way to. `row` stands for the transition taken, none where there was none. */
export function tellInspectors(
  { scope, snapshot }: ActorStep<unknown>,
  event: EventObject,
  row: Row | undefined,
): void {
  const system = scope.system as { readonly _sendInspectionEvent?: (event: object) => void };
  const type = '@xstate.microstep';
  system._sendInspectionEvent?.({
    type,
    actorRef: scope.self,
    event,
    snapshot,
    _transitions: row ? [row] : [],
  });
}
