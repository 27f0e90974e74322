import { memoryTransport } from '../../../src/adapters/memory.ts';
import { virtualEnvironment } from '../../../src/adapters/virtual-environment.ts';
import type { Transport } from '../../../src/ports/transport.ts';
import type { PuppetOrder, PuppetView } from '../../setup/puppets.ts';
import { type HeldTransport, heldTransport } from './held-transport.ts';

/** The world that a path is walked in: a transport, and a server that does what it is told. */
export interface Stand {
  readonly transport: HeldTransport;
  /** Tells the server what to do with the latest socket; resolves when it is on its way. */
  order(order: PuppetOrder): Promise<void>;
  view(): Promise<PuppetView>;
}

/** Where paths are walked. */
export interface Ground {
  readonly name: 'memory' | 'ws' | 'Chromium';
  /** How long what is due may take, in ms; 0 where nothing takes time. */
  readonly patience: number;
  stand(): Stand;
}

/** The memory transport on a clock of its own, which moves only when it has something to carry. */
export function memoryGround(): Ground {
  return { name: 'memory', patience: 0, stand: memoryStand };
}

function memoryStand(): Stand {
  const environment = virtualEnvironment();
  const memory = memoryTransport({ environment });
  const transport = heldTransport(memory, 'ws://memory.test/', true);
  const act = (order: PuppetOrder): void => {
    const [name, value = ''] = order.split('/') as [string, string?];
    const peer = memory.peers.at(-1);
    if (name === 'accept') transport.release();
    if (name === 'cut') peer?.reset();
    if (name === 'say') peer?.send(value);
    if (name === 'close') peer?.close(Number(value));
    if (name === 'deafen') peer?.freeze();
    if (name === 'hear') for (const each of memory.peers) each.thaw();
  };
  return {
    transport,
    async order(order) {
      await environment.advance(0);
      act(order);
      await environment.advance(0);
    },
    async view() {
      await environment.advance(0);
      return {
        received: memory.peers.map((peer) => peer.received.map(String)),
        open: memory.peers.filter(({ closedWith }) => !closedWith).length,
      };
    },
  };
}

/** Real sockets on the loopback interface, to the puppets of the control server. */
export function networkGround(name: Ground['name'], transport: Transport, control: string): Ground {
  return { name, patience: 5_000, stand: () => puppetStand(transport, control) };
}

function puppetStand(transport: Transport, control: string): Stand {
  const key = Math.random().toString(36).slice(2);
  const puppet = `${control.replace(/^ws/, 'http')}/puppet/${key}`;
  return {
    transport: heldTransport(transport, `${control}/puppet?key=${key}`, false),
    order: async (order) => void (await fetch(`${puppet}/${order}`, { method: 'POST' })),
    view: async () => (await fetch(puppet)).json(),
  };
}
