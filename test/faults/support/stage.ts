import { browserEnvironment } from '../../../src/adapters/browser-environment.ts';
import { constant } from '../../../src/backoff/index.ts';
import { type Connection, createConnection } from '../../../src/connection.ts';
import type { Status } from '../../../src/machines/connection-parts.ts';
import type { ConnectionOptions } from '../../../src/options.ts';
import type { Environment } from '../../../src/ports/environment.ts';
import type { Frame, WireData } from '../../../src/ports/transport.ts';
import { type RemoteProxy, remoteProxy } from '../../setup/remote-proxy.ts';
import { corner, type Ground, until } from './ground.ts';
import { type ObservedTransport, observed } from './observed.ts';

export type StageOptions = Omit<
  Partial<ConnectionOptions<Frame, WireData>>,
  'transport' | 'environment' | 'autoConnect'
>;

/** A connection that nobody has started, and a proxy in front of the control server for it to dial through. */
export interface Stage {
  readonly connection: Connection<Frame, WireData>;
  readonly transport: ObservedTransport;
  readonly proxy: RemoteProxy;
  /** Its network flag can be set; the rest is the platform's. */
  readonly environment: Environment & { online: boolean };
  /** The path of the first dial; '' makes its `url()` reject. */
  first: string;
  /** The path of every other dial. */
  later: string;
  /** Sockets that the server has. */
  openAtServer(): Promise<number>;
  reaches(status: Status): Promise<void>;
  end(): Promise<void>;
}

export async function stage(ground: Ground, options: StageOptions = {}): Promise<Stage> {
  const proxy = await remoteProxy(ground.control);
  const { url, count } = corner(ground.control);
  const transport = observed(ground.transport());
  const environment = { ...browserEnvironment(), online: true };
  const connection = createConnection<Frame, WireData>({
    url() {
      const path = set.first;
      set.first = set.later;
      if (path === '') throw new Error('no url yet');
      return url(path, {}, proxy.url);
    },
    backoff: constant(60_000),
    closeTimeout: 100,
    ...options,
    transport,
    environment,
    autoConnect: false,
  });
  const set: Stage = {
    connection,
    transport,
    proxy,
    environment,
    first: '/echo',
    later: '/echo',
    openAtServer: async () => (await count()).open,
    reaches: (status) => until(`the connection is ${status}`, () => connection.status === status),
    async end() {
      await connection.close();
      await proxy.close();
    },
  };
  return set;
}
