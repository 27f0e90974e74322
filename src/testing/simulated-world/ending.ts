import type { SimulatedClient } from './client.ts';

/** How long all is watched after everyone is back, in ms. */
const STEADY = 20_000;
/** Time for what is on its way to arrive, in ms: twice the longest latency, and a drain of the outbox. */
const ON_ITS_WAY = 2_000;
const STEP = 500;

/** Moves the world's clock and looks at every client after every event. */
export type Advance = (ms: number) => Promise<void>;

const hasEnded = ({ connection: { status } }: SimulatedClient) =>
  /^(idle|closing|closed|failed)$/.test(status);
const isOpen = ({ connection: { status } }: SimulatedClient) => /^(open|awaiting-pong)$/.test(status);

/** Mends all that is amiss. The network flag may go on lying, and links that died in silence stay dead. */
export function calm(clients: readonly SimulatedClient[]): void {
  for (const client of clients) {
    const { device, deadlines, chance, connection, delays, limits, ends } = client;
    client.isCalm = true;
    client.mend();
    if (!device.online && chance.is(0.5)) {
      deadlines.excused('until-planned');
      device.signal('online');
    }
    const { status } = connection;
    delays.longest = status === 'backoff' ? delays.last : status === 'offline' ? limits.offlineRetry.most : 0;
    if (Number.isFinite(limits.pingInterval)) continue;
    // Without a heartbeat nothing finds a dead link: here the network says it at last.
    client.trouble();
    for (const { peer } of ends) {
      peer.thaw();
      peer.reset();
    }
  }
}

/**
 * How long after the faults a connection may take to be open again, in ms. A dead link is found within its detection time,
 * or an attempt that the faults caught ends at connectTimeout, whichever is the case; then comes one wait, as drawn by the
 * backoff, or that of a network flag that lies; then one attempt, which nothing keeps from opening before connectTimeout.
 */
function recoveryBound(client: SimulatedClient): number {
  const { connectTimeout, offlineRetry } = client.limits;
  const wait = Math.max(client.delays.longest, client.device.online ? 0 : offlineRetry.most);
  return Math.max(detectionOf(client), connectTimeout) + wait + connectTimeout;
}

function detectionOf({ deadlines, limits }: SimulatedClient): number {
  return Number.isFinite(limits.pingInterval) ? deadlines.detection : 0;
}

/** Waits until all are open again, each within its bound, and sees that they stay so. */
export async function recover(clients: readonly SimulatedClient[], advance: Advance): Promise<void> {
  const found = Math.max(...clients.map(detectionOf));
  for (let waited = 0; ; waited += STEP) {
    const missing = clients.filter((client) => !hasEnded(client) && !isOpen(client));
    // A link that is dead looks open until then.
    if (missing.length === 0 && waited > found) break;
    for (const client of missing) {
      const bound = recoveryBound(client);
      if (waited <= bound + STEP) continue;
      const { status } = client.connection;
      client.violate('recovery', `${status} ${waited} ms after the faults; ${bound.toFixed(0)} is the bound`);
    }
    await advance(STEP);
  }
  await advance(STEADY);
  for (const client of clients) {
    if (!hasEnded(client) && !isOpen(client) && client.device.awake > 0) {
      const bound = recoveryBound(client) + STEADY;
      client.violate(
        'recovery',
        `${client.connection.status} again, ${bound.toFixed(0)} ms after the faults`,
      );
    }
  }
}

/** Sees that on links that lose nothing all has arrived, when nobody has said anything for a while. */
export async function compare(clients: readonly SimulatedClient[], advance: Advance): Promise<void> {
  await advance(ON_ITS_WAY);
  for (const { connection, wire, ends, inbox, ledger, violate } of clients.filter(isOpen)) {
    const { socket } = wire;
    const end = ends.find(({ link }) => link === socket?.number);
    if (ledger.queued > 0)
      violate('nothing-lost', `${connection.status}, and ${ledger.queued} messages wait`);
    if (!socket || !end || socket.isLossy) continue;
    if (end.received !== socket.writes) {
      violate('nothing-lost', `${socket.writes} messages were written, ${end.received} arrived`);
    }
    const heard = inbox.last.link === end.link ? inbox.last.number : 0;
    if (heard !== end.sent)
      violate('nothing-lost', `the server sent ${end.sent} messages, ${heard} were delivered`);
  }
}

const pokes = ['offline', 'online', 'wake', 'shown', 'resumed', 'restored'] as const;

/** Closes everyone, and sees that no event brings anyone back. */
export async function closeAll(clients: readonly SimulatedClient[], advance: Advance): Promise<void> {
  for (const { connection, lifecycle, promises, limits } of clients) {
    if (connection.status === 'failed') continue;
    lifecycle.closeAsked();
    promises.within('close()', limits.closeTimeout, connection.close());
  }
  await advance(Math.max(...clients.map(({ limits }) => limits.closeTimeout)) + STEP);
  for (const { device } of clients) for (const poke of pokes) device.signal(poke);
  await advance(ON_ITS_WAY);
  for (const { connection, violate } of clients) {
    if (!/^(closed|failed)$/.test(connection.status))
      violate('close-is-final', `${connection.status} at the end`);
  }
}
