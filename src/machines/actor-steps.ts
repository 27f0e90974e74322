import {
  type ActionArgs,
  type AnyActor,
  type AnyActorLogic,
  type AnyActorRef,
  type AnyActorScope,
  createActor,
  type EventObject,
} from 'xstate';
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

/** A delay that runs. */
export interface Timer {
  readonly event: EventObject;
  /** In ms. */
  readonly delay: number;
  /** By the platform's clock, as XState's scheduler stamps its own. */
  readonly startedAt: number;
  readonly handle: unknown;
}

/** By actor: with XState's scheduler in their place an event takes half as long again, and a connection 0.4 kB more. */
const running = new WeakMap<AnyActorRef, Record<string, Timer | undefined>>();

/** The delays that run in an actor of a table; `undefined` for another actor. */
export const timersOf = (actor: AnyActorRef): Readonly<Record<string, Timer | undefined>> | undefined =>
  running.get(actor);

/** Sends the actor an event of type `id` after `ms`, by the actor's clock. */
export function startTimer(step: ActorStep<unknown>, id: string, ms: number): void {
  const { self, system, defer } = step.scope;
  const event = { type: id };
  const schedule = () => {
    const timers = running.get(self) ?? {};
    running.set(self, timers);
    const pass = () => {
      timers[id] = undefined;
      (system as unknown as Relaying)._relay(self, self, event);
    };
    const handle = clockOf(self).setTimeout(pass, ms);
    timers[id] = { event, delay: ms, startedAt: Date.now(), handle };
  };
  perform(step, 'xstate.raise', { event, id, delay: ms }, () => defer(schedule));
}

export function stopTimer(step: ActorStep<unknown>, id: string): void {
  const { self, defer } = step.scope;
  perform(step, 'xstate.cancel', { sendId: id }, () => defer(() => cancel(self, id)));
}

/** Stops what runs in an actor that has ended. */
export function stopTimers({ self }: AnyActorScope): void {
  for (const id in running.get(self)) cancel(self, id);
}

function cancel(actor: AnyActorRef, id: string): void {
  const timers = running.get(actor);
  const timer = timers?.[id];
  if (!timers || !timer) return;
  timers[id] = undefined;
  clockOf(actor).clearTimeout(timer.handle);
}

/** XState has no public way for an actor to send itself an event whose source inspectors are told. */
type Relaying = { _relay(source: AnyActorRef, target: AnyActorRef, event: EventObject): void };

const clockOf = (actor: AnyActorRef) => (actor as AnyActor).clock;

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
