import type { SimulatedClient } from './client.ts';

/** Sees that a client holds what its status says: an open socket, none, or nothing at all. */
export function checkSockets({ connection: { status }, wire, device, violate }: SimulatedClient): void {
  const { socket, held } = wire;
  const isOpen = status === 'open' || status === 'awaiting-pong';
  if (isOpen && !socket?.isOpen) violate('socket-fits-status', `${status}, and the socket is not open`);
  if (!isOpen && status !== 'connecting' && status !== 'closing' && held > 0) {
    violate('socket-fits-status', `${status}, and ${held} sockets are held`);
  }
  if (status !== 'closed' && status !== 'failed') return;
  if (device.timers + device.listeners + held > 0) {
    const left = `${device.timers} timers, ${device.listeners} listeners, ${held} sockets`;
    violate('at-rest', `${status}, and there are ${left}`);
  }
}

/** Sees that a lost link was not one that came about when all trouble was over: nobody but the connection ends those. */
export function checkHealth(client: SimulatedClient, now: number, code: string): void {
  const { troubledUntil, wire, violate } = client;
  const socket = wire.socket ?? wire.old.at(-1);
  if (!socket || socket.dialedAt <= troubledUntil || now <= troubledUntil) return;
  if (code === 'ERR_HEARTWIRE_SUPERSEDED') return;
  violate(
    'healthy-link',
    `${code} on a link that has been left alone since ${socket.dialedAt.toFixed(0)} ms`,
  );
}
