import { type MemoryPeer, memoryTransport } from '../../../src/adapters/memory.ts';
import { virtualEnvironment } from '../../../src/adapters/virtual-environment.ts';
import { createConnection } from '../../../src/connection.ts';
import { LossError } from '../../../src/errors.ts';
import type { Environment } from '../../../src/ports/environment.ts';
import type { Transport, TransportRequest } from '../../../src/ports/transport.ts';
import { observed } from '../../faults/support/observed.ts';
import { record } from './record.ts';
import type { Ground, MakeClient, Server } from './scene.ts';

const ORIGIN = 'ws://memory.test';

const server: Server = { url: (path, query = {}) => `${ORIGIN}${path}?${new URLSearchParams(query)}` };

const verdicts = { 401: 'refresh', 403: 'fatal' } as const;

/** What `ws` reports of an upgrade that is answered with an HTTP status. */
function refusalOf(status: number): LossError {
  const verdict = status === 401 || status === 403 ? verdicts[status] : undefined;
  return new LossError('ERR_HEARTWIRE_UPGRADE_REFUSED', `HTTP ${status}`, { httpStatus: status, verdict });
}

function behave(peer: MemoryPeer, environment: Environment): void {
  const { pathname, searchParams } = new URL(peer.url);
  peer.onMessage((data) => {
    peer.send(pathname !== '/echo' && data === 'heart_beat' ? 'ok' : data);
  });
  if (pathname === '/close') peer.close(Number(searchParams.get('code')));
  if (pathname !== '/chatter') return;
  const tick = () => {
    peer.send('tick');
    if (!peer.closedWith) environment.setTimeout(tick, 20);
  };
  tick();
}

/** The memory transport on the virtual clock: no time passes but the client's. */
export function memoryGround(make: MakeClient = createConnection): Ground {
  return {
    name: 'memory',
    seesHttpStatus: true,
    hasNetworkFlag: true,
    async scene(options) {
      const environment = virtualEnvironment();
      const memory = memoryTransport({ environment, latency: 1 });
      let mode: typeof memory.mode = 'accept';
      let isFrozen = false;
      memory.onPeer((peer) => behave(peer, environment));
      const open = (request: TransportRequest, sink: Parameters<Transport['open']>[1]) => {
        const { pathname, searchParams } = new URL(request.url);
        const isRefused = pathname === '/refuse';
        memory.mode = isRefused && mode === 'accept' ? 'refuse' : mode;
        memory.refusal = isRefused ? refusalOf(Number(searchParams.get('status'))) : undefined;
        return memory.open(request, sink);
      };
      const transport = observed({ name: 'memory', controlFrames: false, open });
      const client = make({ ...options(server), transport, environment, autoConnect: false });
      return {
        client,
        sockets: transport.dials,
        now: environment.now,
        told: record(client),
        pass: environment.advance,
        async until(what, isSo) {
          for (let ms = 0; !isSo(); ms += 1) {
            if (ms > 10_000) throw new Error(`not within 10,000 ms: ${what}`);
            await environment.advance(1);
          }
        },
        async network(name) {
          mode = name === 'refuse' || name === 'hang' ? name : 'accept';
          isFrozen = name === 'freeze';
          if (isFrozen) memory.freeze();
          else memory.thaw();
        },
        async cut() {
          for (const peer of memory.peers) peer.reset();
          // An RST is told to the client whatever happens to other bytes.
          memory.thaw();
          await environment.advance(2);
          if (isFrozen) memory.freeze();
        },
        signal: environment.signal,
        sleep(ms) {
          environment.jump(ms);
          environment.signal('wake');
        },
        async end() {
          await Promise.all([client.close(), environment.advance(5_000)]);
        },
      };
    },
  };
}
