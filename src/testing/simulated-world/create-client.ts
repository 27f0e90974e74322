import { memoryTransport } from '../../adapters/memory.ts';
import type { ConnectionOptions } from '../../options.ts';
import type { Dialect } from '../../ports/dialect.ts';
import type { Attempt } from '../../ports/transport.ts';
import type { Chance } from './chance.ts';
import type { ConnectionFactory, SimulatedClient } from './client.ts';
import { createDeadlines } from './deadlines.ts';
import { createDevice } from './device.ts';
import type { WorldDialect } from './dialects.ts';
import { hearEvents } from './hearing.ts';
import { createInbox } from './inbox.ts';
import { labelIn } from './labels.ts';
import { createLedger } from './ledger.ts';
import { createLifecycle } from './lifecycle.ts';
import { limitsOf } from './limits.ts';
import { type DrawnOptions, drawOptions } from './options.ts';
import { createPromises } from './promises.ts';
import { provideUrl } from './provision.ts';
import { inspector } from './records.ts';
import type { Scene } from './scene.ts';
import { type ServerEnd, serve } from './server.ts';
import { checkSockets } from './sockets.ts';
import { createTroubles } from './troubles.ts';
import { createWire } from './wire.ts';

/** What a client is made of. */
export interface ClientParts {
  readonly number: number;
  readonly scene: Scene;
  readonly chance: Chance;
  readonly speech: WorldDialect;
  readonly overrides: DrawnOptions;
  readonly createConnection: ConnectionFactory;
}

/** Server's ends kept: the latest, and those that a client may still be talking to. */
const ENDS_KEPT = 4;

/** Builds a client, its connection included, which starts to dial where its options say so. */
export function createClient({
  number,
  scene,
  chance,
  speech,
  overrides,
  createConnection,
}: ClientParts): SimulatedClient {
  const { environment, trace, tally } = scene;
  const name = `client ${number}`;
  const note = (kind: string, what: string, detail?: unknown): void => {
    tally.count(kind, what);
    trace.note(name, `${kind}: ${what}`, detail);
  };
  const violate: SimulatedClient['violate'] = (invariant, detail) => scene.violate(number, invariant, detail);
  const touch = () => scene.touch(number);
  const chances = { device: chance.fork(), client: chance.fork() };
  const device = createDevice(environment, chances.device.random, touch);
  const dialect: Dialect = speech.create();
  const isBrowser = dialect.requiresControlFrames !== true && chance.is(0.3);
  const network = memoryTransport({
    environment,
    latency: chance.between(1, 120),
    controlFrames: !isBrowser,
  });
  const ends: ServerEnd[] = [];

  const wire = createWire(environment, network, {
    dialed: (socket) => {
      touch();
      trace.note(name, 'dials socket', socket.number);
      if (wire.held > 1) violate('one-socket', `${wire.held} sockets are held`);
    },
    opened: () => {
      touch();
      deadlines.heard();
    },
    heard: (frame) => {
      touch();
      if (frame === undefined ? dialect.beat.life === 'any' : (speech.isLife?.(frame) ?? true))
        deadlines.heard();
    },
    wrote: (data, socket) => {
      touch();
      const label = labelIn(data);
      if (label) ledger.written(label.number, socket);
    },
    isAsleep: () => device.isAsleep,
  });

  const url = async (attempt: Attempt): Promise<string> => {
    touch();
    // Given up before it was asked for.
    if (attempt.signal.aborted) return '';
    lifecycle.attempted(attempt.number);
    deadlines.attempted();
    trace.note(name, `attempt ${attempt.number} is given a url`, client.provision);
    const given = await provideUrl(client.provision, environment);
    touch();
    return given;
  };

  const abort = new AbortController();
  const options: ConnectionOptions<unknown, unknown> = {
    ...drawOptions(chance, dialect, !isBrowser),
    ...(chance.is(0.3) && { signal: abort.signal }),
    ...overrides,
    url,
    dialect,
    transport: wire.transport,
    environment: device,
    inspect: inspector(tally, violate),
  };
  const limits = limitsOf(options, dialect, wire.transport);
  const ledger = createLedger(limits.outbox, violate);
  const deadlines = createDeadlines(limits, device, violate);
  const promises = createPromises(device, violate);
  const connection = createConnection(options);
  const lifecycle = createLifecycle(connection.status, limits, device, violate);
  const inbox = createInbox(number, () => wire.socket, violate);

  const troubles = createTroubles(number, scene);

  const client: SimulatedClient = {
    trouble: troubles.trouble,
    mend: troubles.mend,
    get troubledUntil() {
      return troubles.troubledUntil;
    },
    number,
    name,
    chance: chances.client,
    speech,
    dialect,
    beatInterval: Math.min(limits.pingInterval, 60_000) * 0.8,
    device,
    network,
    wire,
    connection,
    limits,
    ledger,
    lifecycle,
    deadlines,
    promises,
    inbox,
    abort,
    retractable: [],
    ends,
    provision: 'at once',
    isCalm: false,
    delays: { last: 0, longest: 0 },
    note,
    violate,
    check() {
      if (device.isAsleep) return;
      const { status } = connection;
      lifecycle.check(status);
      deadlines.check(status);
      promises.check(status);
      ledger.check(connection.bufferedAmount, wire.socket?.buffered() ?? 0);
      checkSockets(client);
    },
  };

  hearEvents(client, scene);
  network.onPeer((peer) => {
    network.peers.length = 0;
    ends.push(serve(environment, client, peer));
    if (ends.length > ENDS_KEPT) ends.shift();
  });
  return client;
}
