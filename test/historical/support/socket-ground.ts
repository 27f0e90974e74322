import { browserEnvironment } from '../../../src/adapters/browser-environment.ts';
import { createConnection } from '../../../src/connection.ts';
import type { Environment, EnvironmentSignal } from '../../../src/ports/environment.ts';
import type { Transport } from '../../../src/ports/transport.ts';
import { corner, sleep, until } from '../../faults/support/ground.ts';
import { observed } from '../../faults/support/observed.ts';
import { remoteProxy } from '../../setup/remote-proxy.ts';
import { record } from './record.ts';
import type { Ground, MakeClient } from './scene.ts';

/** Real sockets through a proxy to the control server. */
export interface SocketGround extends Pick<Ground, 'name' | 'seesHttpStatus'> {
  readonly transport: () => Transport;
  /** `ws://127.0.0.1:PORT` of the control server. */
  readonly control: string;
  /** Makes the platform itself say so; false where it cannot, and the environment says it instead. Default: it cannot. */
  readonly dispatch?: (name: EnvironmentSignal) => boolean;
  readonly make?: MakeClient;
}

/** The platform's environment, whose clock can also be set forward and which can be made to say things. */
function steeredEnvironment() {
  const platform = browserEnvironment();
  const listeners = new Set<(name: EnvironmentSignal) => void>();
  let ahead = 0;
  const environment: Environment = {
    ...platform,
    now: () => platform.now() + ahead,
    subscribe(listener) {
      const off = platform.subscribe(listener);
      listeners.add(listener);
      return () => {
        off();
        listeners.delete(listener);
      };
    },
  };
  return {
    environment,
    say(name: EnvironmentSignal) {
      for (const listener of [...listeners]) listener(name);
    },
    setAhead(ms: number) {
      ahead += ms;
    },
  };
}

export function socketGround({
  transport,
  control,
  dispatch = () => false,
  make = createConnection,
  ...rest
}: SocketGround): Ground {
  return {
    ...rest,
    hasNetworkFlag: false,
    async scene(options) {
      const proxy = await remoteProxy(control);
      const { url } = corner(control);
      const { environment, say, setAhead } = steeredEnvironment();
      const watched = observed(transport());
      const client = make({
        ...options({ url: (path, query = {}) => url(path, query, proxy.url) }),
        transport: watched,
        environment,
        autoConnect: false,
      });
      return {
        client,
        sockets: watched.dials,
        now: environment.now,
        told: record(client),
        pass: sleep,
        until,
        network: proxy.mode,
        async cut() {
          const had = watched.dials.filter(({ isHeld }) => isHeld);
          await proxy.reset();
          await until('the sockets are gone', () => had.every(({ isHeld }) => !isHeld));
        },
        signal(name) {
          if (!dispatch(name)) say(name);
        },
        sleep(ms) {
          setAhead(ms);
          say('wake');
        },
        async end() {
          await client.close();
          await proxy.close();
        },
      };
    },
  };
}
