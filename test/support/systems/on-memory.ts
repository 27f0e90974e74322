import type { MemoryTransport } from '../../../src/adapters/memory.ts';
import type { System } from './system.ts';

/** Puts a system's server at the other end of a memory transport. */
export function serveOnMemory(transport: MemoryTransport, system: System): void {
  transport.onPeer((peer) => {
    system.accept({
      send: (text) => peer.send(text),
      terminate: () => peer.reset(),
      onMessage: (listener) => peer.onMessage((data) => listener(String(data))),
      onClose: (listener) => peer.onClose(() => listener()),
    });
  });
}
