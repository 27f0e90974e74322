import type { Connection } from '../../../src/connection.ts';
import type { ConnectionEvents } from '../../../src/connection-events.ts';
import type { ConnectionOptions } from '../../../src/options.ts';
import type { EnvironmentSignal } from '../../../src/ports/environment.ts';
import type { Frame, WireData } from '../../../src/ports/transport.ts';
import type { ObservedTransport } from '../../faults/support/observed.ts';

/** What a case asks of a client: a part of `Connection`, so that another client built on it can stand in its place. */
export type Client = Pick<
  Connection<Frame, WireData>,
  'status' | 'attempt' | 'connect' | 'reconnect' | 'close' | 'send' | 'on'
>;

export type Options = Omit<
  ConnectionOptions<Frame, WireData>,
  'transport' | 'environment' | 'autoConnect' | 'signal' | 'inspect'
>;

/** Builds the client that the cases are about. */
export type MakeClient = (options: ConnectionOptions<Frame, WireData>) => Client;

/** What the server does on a link, by the path that the client dials; as the control server's. */
export type Path =
  | '/echo'
  /** Answers `heart_beat` with `ok`, and sends every other message back. */
  | '/heartbeat'
  /** As `/heartbeat`, and says `tick` every 20 ms. */
  | '/chatter'
  /** Accepts, and closes with `code`. */
  | '/close'
  /** Answers the upgrade with HTTP `status`. */
  | '/refuse';

/** Where urls lead. */
export interface Server {
  url(path: Path, query?: Readonly<Record<string, string>>): string;
}

/** `refuse`: nobody listens. `hang`: dials are taken and lead nowhere. `freeze`: nothing passes, and nobody is told. */
export type NetworkMode = 'flow' | 'freeze' | 'refuse' | 'hang';

type Events = ConnectionEvents<Frame, WireData>;

/** A client that nobody has started, a server, the network between them, and a record of what the client said. Times in ms. */
export interface Scene {
  readonly client: Client;
  /** Sockets that the client dialed, and what it listens with. */
  readonly sockets: ObservedTransport['dials'];
  /** The client's clock. */
  now(): number;
  /** What the client told of an event, oldest first. */
  told<K extends keyof Events>(name: K): readonly Events[K][];
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
  /** Lets time pass until it is so; rejects with `what` when it is not within 10 s. */
  until(what: string, isSo: () => boolean): Promise<void>;
  network(mode: NetworkMode): Promise<void>;
  /** Ends every socket without a close frame, also in a network that is frozen. */
  cut(): Promise<void>;
  /** The platform says so to the client. */
  signal(name: EnvironmentSignal): void;
  /** The machine slept so long, and is told when it wakes. */
  sleep(ms: number): void;
  end(): Promise<void>;
}

/** What a case is played on. */
export interface Ground {
  readonly name: string;
  /** Whether the client can see the HTTP status of a refused upgrade. */
  readonly seesHttpStatus: boolean;
  /** Whether the platform's network flag means something to a client of this server; on loopback it does not. */
  readonly hasNetworkFlag: boolean;
  scene(options: (server: Server) => Options): Promise<Scene>;
}

/** How another client went wrong once, as a test that ours does not. */
export interface HistoricalCase {
  /** A sentence that begins with the project and the number of its issue. */
  readonly title: string;
  /** Grounds on which it can happen. Default all. */
  readonly needs?: 'seesHttpStatus' | 'hasNetworkFlag';
  run(scene: Ground['scene']): Promise<void>;
}

/** Codes of all losses, without what they have in common. */
export const losses = ({ told }: Pick<Scene, 'told'>): string[] =>
  told('lost').map(({ cause: { code } }) => code.replace('ERR_HEARTWIRE_', ''));

/** Sockets that the client holds. */
export const held = ({ sockets }: Pick<Scene, 'sockets'>): number =>
  sockets.filter(({ isHeld }) => isHeld).length;

export const isOpen = ({ client: { status } }: Pick<Scene, 'client'>): boolean =>
  status === 'open' || status === 'awaiting-pong';

/** Closes the client for good. */
export async function close({ client, until }: Pick<Scene, 'client' | 'until'>): Promise<void> {
  const closed = client.close();
  await until('it is closed', () => client.status === 'closed');
  await closed;
}
