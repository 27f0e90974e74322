import { type Child, child, type Fact } from './child.ts';
import { freePort } from './free-port.ts';

/** A real server of somebody else, in a process of its own. What it has said is kept over restarts. */
export interface PeerProcess extends Child {
  readonly port: number;
  /** `ws://127.0.0.1:PORT`, without a path. */
  readonly url: string;
  /** Starts it again, on its port. */
  restart(): Promise<void>;
}

/** Starts `interop/peers/FILE` with options, on a free port of the loopback, and resolves when it listens. */
export async function peerProcess(file: string, options: object = {}): Promise<PeerProcess> {
  const said: Fact[] = [];
  let port = await freePort();
  const start = (): Promise<Child> => child(`peers/${file}`, { ...options, port }, said);
  let current = await start().catch(async () => {
    // Somebody else took the port in between.
    port = await freePort();
    return start();
  });
  const kill = (): Promise<void> => current.kill();
  return {
    said,
    port,
    url: `ws://127.0.0.1:${port}`,
    all: (name) => current.all(name),
    nth: (name, n) => current.nth(name, n),
    send: (name, value) => current.send(name, value),
    kill,
    async restart() {
      await kill();
      current = await start();
    },
    [Symbol.asyncDispose]: kill,
  };
}
