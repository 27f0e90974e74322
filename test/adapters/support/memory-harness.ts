import { type MemoryPeer, type MemoryTransport, memoryTransport } from '../../../src/adapters/memory.ts';
import { virtualEnvironment } from '../../../src/adapters/virtual-environment.ts';
import type { Transport } from '../../../src/ports/transport.ts';
import type { Counterpart, TransportHarness } from '../../../src/testing/transport-contract.ts';
import type { Command } from '../../setup/script.ts';

const modes: Readonly<Partial<Record<Counterpart, MemoryTransport['mode']>>> = {
  refuse: 'refuse',
  drop: 'refuse',
  unreachable: 'refuse',
  silent: 'hang',
};

/** The memory transport's row of the contract: the control server's behaviours as a script, on a virtual clock. */
export function memoryHarness(options: {
  readonly controlFrames: boolean;
  readonly latency: number;
}): TransportHarness {
  const environment = virtualEnvironment();
  const memory = memoryTransport({ environment, ...options });
  memory.onPeer(behave);
  const transport: Transport = {
    ...memory,
    open(request, sink) {
      const counterpart = /^ws:\/\/memory\/(\w+)/.exec(request.url)?.[1] as Counterpart | undefined;
      memory.mode = (counterpart && modes[counterpart]) ?? 'accept';
      return memory.open(request, sink);
    },
  };
  return {
    transport,
    sendsBlobs: true,
    seesHttpStatus: false,
    url: (counterpart, query = {}) => `ws://memory/${counterpart}?${new URLSearchParams(query)}`,
    async until(condition) {
      for (let ms = 0; !condition(); ms += 1) {
        if (ms > 10_000) throw new Error('still waiting after 10 s of virtual time');
        await environment.advance(1);
      }
    },
    quiet: () => environment.advance(1_000),
  };
}

function behave(peer: MemoryPeer): void {
  const { pathname, searchParams } = new URL(peer.url);
  if (pathname === '/echo') peer.onMessage((data) => peer.send(data));
  if (pathname === '/script') peer.onMessage((data) => obey(peer, JSON.parse(String(data)) as Command));
  if (pathname === '/close') peer.close(Number(searchParams.get('code')), searchParams.get('reason') ?? '');
}

function obey(peer: MemoryPeer, command: Command): void {
  if (command.do === 'send') peer.send(command.text);
  else if (command.do === 'sendBinary') peer.send(Uint8Array.from(command.bytes));
  else if (command.do === 'ping') peer.ping();
  else if (command.do === 'pong') peer.pong();
  else if (command.do === 'close') peer.close(command.code, command.reason);
  else if (command.do === 'terminate') peer.reset();
  else throw new Error(`the memory script has no command ${command.do}`);
}
