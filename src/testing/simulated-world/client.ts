import type { MemoryTransport } from '../../adapters/memory.ts';
import type { Connection } from '../../connection.ts';
import type { ConnectionOptions } from '../../options.ts';
import type { Chance } from './chance.ts';
import type { Deadlines } from './deadlines.ts';
import type { Device } from './device.ts';
import type { Inbox } from './inbox.ts';
import type { Ledger } from './ledger.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Limits } from './limits.ts';
import type { Promises } from './promises.ts';
import type { Provision } from './provision.ts';
import type { ServedClient, ServerEnd } from './server.ts';
import type { Troubles } from './troubles.ts';
import type { Wire } from './wire.ts';

/** Creates a connection: ours, or that of another build. */
export type ConnectionFactory = (
  options: ConnectionOptions<unknown, unknown>,
) => Connection<unknown, unknown>;

/** One client of a world: its device, its network, its server's ends, its connection and what they are held to. */
export interface SimulatedClient extends ServedClient, Troubles {
  readonly name: string;
  readonly chance: Chance;
  readonly device: Device;
  readonly network: MemoryTransport;
  readonly wire: Wire;
  readonly connection: Connection<unknown, unknown>;
  readonly limits: Limits;
  readonly ledger: Ledger;
  readonly lifecycle: Lifecycle;
  readonly deadlines: Deadlines;
  readonly promises: Promises;
  readonly inbox: Inbox;
  /** Closes the connection for good when it aborts, where it was given its signal. */
  readonly abort: AbortController;
  /** What takes back messages that the app has sent with a signal. */
  readonly retractable: AbortController[];
  /** The server's ends, the latest few. */
  readonly ends: readonly ServerEnd[];
  /** What url providers do now. */
  provision: Provision;
  /** Whether the faults have stopped, and with them what changes the app's mind. */
  isCalm: boolean;
  /** The wait that was announced last, and the longest since the faults stopped, in ms. */
  readonly delays: { last: number; longest: number };
  /** Counts what happened in the report, and tells the trace. */
  note(kind: string, name: string, detail?: unknown): void;
  check(): void;
}
