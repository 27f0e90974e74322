import { createActor } from 'xstate';
import type { Connection } from '../../src/connection.ts';
import { HostedConnection, started } from '../../src/hosted-connection.ts';
import { connectionMachine } from '../../src/machines/connection.ts';
import {
  type ConnectionContext,
  type ConnectionEvent,
  statusOf,
} from '../../src/machines/connection-parts.ts';
import type { ConnectionOptions } from '../../src/options.ts';

/** A connection whose chart XState itself runs: what the table has to be like. */
class MachineConnection<In, Out> extends HostedConnection<In, Out> {
  readonly actor;

  constructor(options: ConnectionOptions<In, Out>) {
    super(options);
    const { inspect } = options;
    this.actor = createActor(connectionMachine, {
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

export const createMachineConnection = <In, Out>(options: ConnectionOptions<In, Out>): Connection<In, Out> =>
  started(new MachineConnection<In, Out>(options)) as unknown as Connection<In, Out>;
