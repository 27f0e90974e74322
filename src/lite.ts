import { HostedConnection, type LiteConnection, started } from './hosted-connection.ts';
import type { ConnectionContext, ConnectionEvent } from './machines/connection-parts.ts';
import type { ConnectionOptions } from './options.ts';
import type { Frame, WireData } from './ports/transport.ts';
import { refusal } from './rules.ts';
import { type RunningChart, runConnection } from './run-connection.ts';

export { type BrowserTransportOptions, browserTransport } from './adapters/browser.ts';
export type { CloseCode, CloseSender } from './close-codes.ts';
export { closeCode, closeCodes, cutReason } from './close-codes.ts';
export type { ConnectionEvents } from './connection-events.ts';
export type { LossCode, LossDetails, UsageErrorCode } from './errors.ts';
export { HeartwireError, LossError, OptionError } from './errors.ts';
export type { LiteConnection } from './hosted-connection.ts';
export type { Status } from './machines/connection-parts.ts';
export type { HeartbeatOptions, Provided, RetryOptions } from './options.ts';
export type { DropReason, OutboxLimits, SendOptions } from './outbox.ts';
export type * from './ports/index.ts';

/** Options of `heartwire/lite`: all but `inspect`, since there is no actor to inspect. */
export type LiteOptions<In = Frame, Out = WireData> = Omit<ConnectionOptions<In, Out>, 'inspect'>;

/**
 * Creates a connection as `heartwire` does, run without XState: the same chart, options, events and errors, and no `actor`.
 *
 * Throws an `OptionError` on a bad option, `ERR_HEARTWIRE_UNKNOWN_OPTION` for `inspect`, and `ERR_HEARTWIRE_NO_WEBSOCKET` where the
 * platform has no WebSocket and no `transport` is given.
 */
export function createConnection<In = Frame, Out = WireData>(
  options: LiteOptions<In, Out>,
): LiteConnection<In, Out> {
  return started(new TableConnection(options));
}

class TableConnection<In, Out> extends HostedConnection<In, Out> {
  readonly #chart: RunningChart;

  constructor(options: LiteOptions<In, Out>) {
    if (Object(options).inspect !== undefined) {
      throw refusal(
        'ERR_HEARTWIRE_UNKNOWN_OPTION',
        'inspect',
        'needs an actor: use createConnection of heartwire',
      );
    }
    super(options);
    this.#chart = runConnection(this);
  }

  protected get context(): ConnectionContext {
    return this.#chart.context;
  }

  protected take(event: ConnectionEvent): void {
    this.#chart.send(event);
  }
}
