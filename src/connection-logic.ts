import type { ActorLogic, AnyActorRef, EventObject, Snapshot, StateValue } from 'xstate';
import { type Connection, createConnection } from './connection.ts';
import { type ConnectionEvents, eventNames } from './connection-events.ts';
import type { Status } from './machines/connection-parts.ts';
import type { ConnectionOptions } from './options.ts';
import type { SendOptions } from './outbox.ts';
import type { Loss } from './ports/loss.ts';
import type { Frame, WireData } from './ports/transport.ts';

/** What a parent sends to a connection in its machine. */
export type ConnectionCommand<Out = WireData> =
  | { readonly type: 'send'; readonly message: Out; readonly options?: SendOptions | undefined }
  | { readonly type: 'connect' }
  | { readonly type: 'reconnect' }
  | { readonly type: 'close'; readonly code?: number | undefined; readonly reason?: string | undefined };

type Emitted<Events> = {
  readonly [K in keyof Events]: K extends 'message'
    ? { readonly type: K; readonly message: Events[K] }
    : { readonly type: K } & Events[K];
}[keyof Events];

/** What it emits: the events of `connection.on`, by their names; `message` has the message in a field of that name. */
export type ConnectionEmitted<In = Frame, Out = WireData> = Emitted<ConnectionEvents<In, Out>>;

/** What it ends with: closed on purpose, or given up. */
export interface ConnectionOutput {
  readonly status: 'closed' | 'failed';
  readonly cause: Loss | undefined;
}

/** What it shows: the state of the connection's chart, and the connection itself. */
export type ConnectionSnapshot<In = Frame, Out = WireData> = Snapshot<ConnectionOutput> & {
  readonly value: StateValue;
  readonly tags: ReadonlySet<Status>;
  /** Whether the chart is in this state or in one below it: `'live'`, `{ live: 'open' }`. */
  matches(value: StateValue): boolean;
  hasTag(status: Status): boolean;
  readonly context: { readonly connection: Connection<In, Out> };
  readonly input: Partial<ConnectionOptions<In, Out>>;
};

/** The logic of a connection that lives in another machine. */
export interface ConnectionLogic<In = Frame, Out = WireData>
  extends ActorLogic<
    ConnectionSnapshot<In, Out>,
    ConnectionCommand<Out>,
    Partial<ConnectionOptions<In, Out>>,
    AnyActorRef['system'],
    ConnectionEmitted<In, Out>
  > {}

/** The connection has moved: the actor shows its new state. */
const MOVED = 'heartwire.moved';

/**
 * A connection for a machine to invoke or spawn. `input` is laid over `options`, which together are those of `createConnection`. It
 * connects when it starts, emits the connection's events, takes commands, is done with a `ConnectionOutput` when the connection is
 * closed or has failed, and closes it when it is stopped. `snapshot.context.connection` is the connection itself.
 *
 * A bad option, or a command that the connection refuses, is the actor's error.
 */
export function connectionLogic<In = Frame, Out = WireData>(
  options: Partial<ConnectionOptions<In, Out>> = {},
): ConnectionLogic<In, Out> {
  type Shown = ConnectionSnapshot<In, Out>;

  const shown = (connection: Connection<In, Out>, input: Shown['input']): Shown => {
    const { value, tags, matches, hasTag } = connection.actor.getSnapshot();
    const base = { value, tags, matches, hasTag, context: { connection }, input };
    const { status, cause } = connection;
    if (status !== 'closed' && status !== 'failed') {
      return { ...base, status: 'active', output: undefined, error: undefined };
    }
    return { ...base, status: 'done', output: { status, cause }, error: undefined };
  };

  const created = (input: Shown['input'] = {}): Shown => {
    // The url is missing in neither, or the options are refused.
    const all = { ...options, ...input } as ConnectionOptions<In, Out>;
    return shown(createConnection<In, Out>({ ...all, autoConnect: false }), input);
  };

  return {
    getInitialSnapshot: (_, input) => created(input),
    start({ context: { connection }, input }, { self, emit }) {
      for (const name of eventNames) {
        connection.on(name, (event: unknown) => {
          const fields = name === 'message' ? { message: event } : (event as object);
          emit({ type: name, ...fields } as ConnectionEmitted<In, Out>);
        });
      }
      let shownValue: StateValue;
      connection.actor.subscribe(({ value }) => {
        const isActive = self.getSnapshot().status === 'active';
        if (isActive && value !== shownValue) self.send({ type: MOVED } as never);
        shownValue = value;
      });
      if ({ ...options, ...input }.autoConnect !== false) connection.connect();
    },
    transition(snapshot, command) {
      const { connection } = snapshot.context;
      const { type } = command as EventObject;
      if (type === MOVED) return shown(connection, snapshot.input);
      try {
        if (command.type === 'send') connection.send(command.message, command.options);
        else if (command.type === 'close') connection.close(command.code, command.reason);
        else if (command.type === 'connect' || command.type === 'reconnect') connection[command.type]();
      } catch (error) {
        // The actor ends with it, and nobody could close the connection any more.
        connection.close();
        throw error;
      }
      if (type !== 'xstate.stop') return snapshot;
      connection.close();
      return { ...snapshot, status: 'stopped', output: undefined, error: undefined };
    },
    getPersistedSnapshot: ({ status, output, error, input }) => ({ status, output, error, input }) as never,
    restoreSnapshot(persisted) {
      const { input, ...end } = persisted as Shown;
      return { ...created(input), ...end };
    },
  };
}
