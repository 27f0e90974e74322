import { type Actor, createActor } from 'xstate';
import { connectionTableLogic } from './connection-actor.ts';
import { HostedConnection, type LiteConnection, started } from './hosted-connection.ts';
import type { ConnectionContext, ConnectionEvent } from './machines/connection-parts.ts';
import { statusOf } from './machines/connection-parts.ts';
import type { ConnectionOptions } from './options.ts';
import type { Frame, WireData } from './ports/transport.ts';

/** A connection whose chart is run by an XState actor. Made by `createConnection`. */
export interface Connection<In = Frame, Out = WireData> extends LiteConnection<In, Out> {
  /** The XState actor that runs the chart: for inspectors, and `useSelector` of the XState bindings. */
  readonly actor: ConnectionActor;
}

export type ConnectionActor = Actor<typeof connectionTableLogic>;

/**
 * Creates a connection and, unless `autoConnect` is false, starts to dial.
 *
 * Throws an `OptionError` on a bad option, and `ERR_HEARTWIRE_NO_WEBSOCKET` where the platform has no WebSocket and no
 * `transport` is given.
 */
export function createConnection<In = Frame, Out = WireData>(
  options: ConnectionOptions<In, Out>,
): Connection<In, Out> {
  return started(new ActorConnection(options));
}

class ActorConnection<In, Out> extends HostedConnection<In, Out> implements Connection<In, Out> {
  readonly actor: ConnectionActor;

  constructor(options: ConnectionOptions<In, Out>) {
    super(options);
    const { inspect } = options;
    this.actor = createActor(connectionTableLogic, {
      input: { host: () => this },
      clock: this,
      ...(inspect && { inspect }),
    });
    this.actor.subscribe((snapshot) => this.observe(statusOf(snapshot)));
    this.actor.start();
  }

  protected get context(): ConnectionContext {
    return this.actor.getSnapshot().context;
  }

  protected take(event: ConnectionEvent): void {
    this.actor.send(event);
  }
}
