import type { AnyActorRef, AnyEventObject, InspectionEvent, Observer, Snapshot } from 'xstate';
import { connectionTableLogic } from '../connection-actor.ts';
import { connectionMachine } from '../machines/connection.ts';
import type { ConnectionContext, ConnectionEvent } from '../machines/connection-parts.ts';
import { statusOf } from '../machines/connection-parts.ts';
import type { Loss } from '../ports/loss.ts';
import { lossFields } from './loss-fields.ts';

/** An inspector of `@statelyai/inspect`, as `createBrowserInspector`, `createWebSocketInspector` and the others make it. */
export interface StatelyInspector {
  readonly inspect: Observer<InspectionEvent>;
}

/** Options of `inspectWith`. */
export interface InspectWithOptions {
  /** What the connection is called in the inspector. Default the chart's name, `connection`. */
  readonly name?: string | undefined;
}

/**
 * Shows a connection in Stately's inspector: `createConnection({ inspect: inspectWith(inspector) })`, in browsers and in Node. Actors,
 * events and snapshots arrive by their names and without secrets: of the context what is a number or a word of this library's, of a loss
 * its code, never its sentence, its reason or what caused it.
 */
export function inspectWith(
  stately: StatelyInspector,
  { name }: InspectWithOptions = {},
): Observer<InspectionEvent> {
  const shown = shownAs(name);
  return {
    next(inspected) {
      const { rootId, type } = inspected;
      const actorRef = shown(inspected.actorRef as AnyActorRef);
      if (type === '@xstate.actor') stately.inspect.next?.({ type, rootId, actorRef });
      else if (type === '@xstate.event') {
        const sourceRef = inspected.sourceRef && shown(inspected.sourceRef as AnyActorRef);
        stately.inspect.next?.({ type, rootId, actorRef, sourceRef, event: plainEvent(inspected.event) });
      } else if (type === '@xstate.snapshot') {
        const snapshot = plainSnapshot(inspected.snapshot);
        stately.inspect.next?.({ type, rootId, actorRef, event: plainEvent(inspected.event), snapshot });
      }
      // Of microsteps and actions the inspector shows nothing.
    },
  };
}

/** What the inspector reads of an actor. It cannot be sent anything. */
interface ShownActor {
  readonly id: string;
  readonly sessionId: string;
  readonly logic: { readonly config: unknown };
  readonly _parent: ShownActor | undefined;
  send(): void;
  getSnapshot(): Snapshot<unknown>;
}

function shownAs(name: string | undefined): (actor: AnyActorRef) => ShownActor {
  const shown = (actor: AnyActorRef): ShownActor => {
    const { id, sessionId, _parent, logic } = actor as ActorInside;
    return {
      id: _parent === undefined ? (name ?? id) : id,
      sessionId,
      logic: { config: logic === connectionTableLogic ? connectionMachine.config : logic?.config },
      _parent: _parent && shown(_parent),
      send() {},
      // Asked for later: an actor has no snapshot yet when it is reported.
      getSnapshot: () => plainSnapshot(actor.getSnapshot()),
    };
  };
  return shown;
}

/** What XState does not state in the type of every actor. */
type ActorInside = AnyActorRef & {
  readonly _parent?: AnyActorRef;
  readonly logic?: { readonly config?: unknown };
};

/** The fields of the chart's events that are numbers, and the words for a loss. */
function plainEvent(event: AnyEventObject): AnyEventObject {
  const { type } = event;
  const known = event as ConnectionEvent;
  if (known.type === 'link.lost') return { type, cause: plainLoss(known.cause) };
  if (known.type === 'close' && known.code !== undefined) return { type, code: known.code };
  if (known.type === 'handshake.completed' && known.times) {
    const { pingInterval, pongTimeout } = known.times;
    return { type, times: { pingInterval, pongTimeout } };
  }
  return { type };
}

const plainLoss = (cause: Loss) => lossFields(cause, cause.verdict, false);

interface Seen {
  readonly status: Snapshot<unknown>['status'];
  readonly value?: unknown;
  readonly tags?: ReadonlySet<string>;
  /** Of the chart. */
  readonly context?: ConnectionContext;
  /** Of the link: the chart's context when it was dialed. */
  readonly input?: ConnectionContext;
}

function plainSnapshot(snapshot: Snapshot<unknown>): Snapshot<unknown> {
  const { status, value, tags, context, input } = snapshot as Seen;
  const known = context ?? input;
  const plain = {
    status,
    ...(value !== undefined && { value }),
    ...(tags && { tags: [...tags] }),
    ...(known && { context: { ...(tags && { status: statusOf({ tags }) }), ...plainContext(known) } }),
    output: undefined,
    error: undefined,
  };
  return plain as Snapshot<unknown>;
}

/** Numbers, and what was judged: whatever a dialect or an app may have put beside them stays out. */
function plainContext({ cause, verdict, ...rest }: ConnectionContext): Record<string, unknown> {
  const numbers = Object.entries(rest).flatMap(([key, value]) =>
    // JSON has no word for Infinity.
    typeof value === 'number' ? [[key, Number.isFinite(value) ? value : String(value)]] : [],
  );
  return { ...Object.fromEntries(numbers), verdict, ...(cause && { cause: plainLoss(cause) }) };
}
