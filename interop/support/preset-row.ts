import type { Connection } from '../../src/connection.ts';
import type { HeartbeatOptions } from '../../src/options.ts';
import type { Dialect } from '../../src/ports/dialect.ts';
import type { Tapped } from './tapped.ts';

/** A server that listens on a port of the loopback, until it is disposed of. */
export interface RunningServer extends AsyncDisposable {
  readonly port: number;
}

/** A preset at a real server, with short times. All times in ms. */
export interface PresetRow<In = unknown, Out = never, Server extends RunningServer = RunningServer> {
  start(): Promise<Server>;
  readonly path?: string;
  readonly protocols?: string | readonly string[];
  readonly heartbeat?: HeartbeatOptions;
  dialect(): Dialect<In, Out>;
  /** Time from one beat to the next. */
  readonly interval: number;
  /** The silence after which the preset calls a link dead. */
  readonly rule: number;
  /** How many beats have been answered: by the client where the server leads, by the server where the client does. */
  beats(server: Server, tap: Tapped): number;
  /** Something that only a living link can do; resolves when it is done. */
  use(connection: Connection<In, Out>): Promise<void>;
}

/** Resolves with the first message from now on that `take` makes something of. */
export function nextMessage<In, T>(
  connection: Connection<In, never>,
  take: (message: In) => T | undefined,
): Promise<T> {
  return new Promise((resolve) => {
    const off = connection.on('message', (message) => {
      const taken = take(message);
      if (taken === undefined) return;
      off();
      resolve(taken);
    });
  });
}
