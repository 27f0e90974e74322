import type { SimulatedClient } from './client.ts';
import { labelText } from './labels.ts';
import { AppFault } from './reports.ts';
import type { Scene } from './scene.ts';

/** Something that apps do. */
type Act = (client: SimulatedClient) => void;

/** Messages are padded up to this many characters. */
const MOST_PADDING = 60;

function send(
  client: SimulatedClient,
  options: { key?: string; ttl?: number; signal?: AbortSignal } = {},
): void {
  const { ledger, dialect, speech, connection, chance, note } = client;
  const padding = '.'.repeat(chance.is(0.2) ? chance.between(0, MOST_PADDING) : 0);
  let message: unknown;
  const number = ledger.offer((own) => {
    const label = labelText({ from: 'client', client: client.number, link: 0, number: own }) + padding;
    message = speech.message?.(label) ?? label;
    return dialect.write(message);
  });
  const answer = connection.send(message, options);
  ledger.answered(number, answer);
  note('send', answer, number);
}

function reconnect({ lifecycle, deadlines, connection, abort }: SimulatedClient): void {
  if (abort.signal.aborted) return;
  lifecycle.started();
  deadlines.excused('for-good');
  connection.reconnect();
}

function connect({ lifecycle, deadlines, connection, abort }: SimulatedClient): void {
  if (abort.signal.aborted) return;
  const { status } = connection;
  if (status === 'idle' || status === 'closed') {
    lifecycle.started();
    deadlines.excused('for-good');
  }
  connection.connect();
}

function close(client: SimulatedClient): void {
  const { connection, lifecycle, promises, limits, chance } = client;
  if (connection.status === 'failed') return;
  const code = chance.pick([undefined, 1000, 3001, 4999]);
  lifecycle.closeAsked();
  promises.within(
    'close()',
    limits.closeTimeout,
    connection.close(code, code === undefined ? undefined : 'bye'),
  );
}

/** Takes one of the messages before back, which may long have gone, and sends one that can be taken back. */
function sendAndAbort(client: SimulatedClient): void {
  const abort = new AbortController();
  const { retractable } = client;
  retractable.push(abort);
  send(client, { signal: abort.signal });
  if (retractable.length > client.chance.between(1, 5)) retractable.shift()?.abort();
}

const sends: Readonly<Record<string, Act>> = {
  'send()': (client) => send(client),
  'send() with a key': (client) => send(client, { key: client.chance.pick(['a', 'b', 'c']) }),
  'send() with a ttl': (client) => send(client, { ttl: client.chance.between(1, 5_000) }),
  'send() with a signal': sendAndAbort,
  'several send()': (client) => {
    for (let count = client.chance.between(2, 8); count > 0; count -= 1) send(client);
  },
};

/** What an app may do inside a listener. */
const reactions: Readonly<Record<string, Act>> = {
  ...sends,
  'connect()': connect,
  'reconnect()': reconnect,
  'close()': close,
};

/** Acts that leave the connection where it is, which go on when the faults have stopped. */
const quietActs: Readonly<Record<string, Act>> = {
  ...sends,
  'probe()': ({ connection, promises, limits }) =>
    promises.within('probe()', limits.probeTimeout, connection.probe()),
  'opened()': ({ connection, promises }) => promises.untilDecided(connection.opened()),
};

/** All acts. */
const acts: Readonly<Record<string, Act>> = {
  ...quietActs,
  'connect()': connect,
  'reconnect()': reconnect,
  'close()': close,
};

const actNames = Object.keys(acts);
const quietNames = Object.keys(quietActs);

/** Does one thing that an app does, or lets the server say something. */
export function act(client: SimulatedClient, isQuiet: boolean): void {
  const { connection, chance, device, note } = client;
  const end = client.ends.at(-1);
  if (chance.is(0.4)) end?.say();
  if (device.isAsleep) return;
  const hasEnded = connection.status === 'closed' || connection.status === 'failed';
  if (!isQuiet && hasEnded && chance.is(0.5)) {
    note('app', 'reconnect() after the end');
    reconnect(client);
    return;
  }
  // What changes the app's mind is as rare as in an app.
  const name = chance.pick(!isQuiet && chance.is(0.15) ? actNames : quietNames);
  note('app', name);
  acts[name]?.(client);
}

const names = ['status', 'open', 'lost', 'retry', 'failed', 'closed', 'drop', 'message', 'pong'] as const;

/**
 * Adds the listeners of an app that calls back from events and throws in them, and behind them one that hears all the same.
 * Answers a check that nobody was kept from hearing.
 */
export function addListeners(
  client: SimulatedClient,
  scene: Scene,
  threw: (fault: AppFault) => void,
): () => void {
  const { connection, chance, note, violate } = client;
  let told = 0;
  let heard = 0;
  let isCalm = false;
  const react = (event: string): void => {
    if (event === 'drop' || chance.is(0.97)) return;
    if (chance.is(0.3)) {
      const fault = new AppFault(`thrown in a listener of ${event}`);
      threw(fault);
      note('app', 'throws in a listener');
      throw fault;
    }
    const name = chance.pick(Object.keys(reactions));
    note('app', `${name} in a listener`, event);
    reactions[name]?.(client);
  };
  for (const name of names) {
    connection.on(name, () => {
      scene.touch(client.number);
      told += 1;
      if (!isCalm) react(name);
    });
  }
  for (const name of names) {
    connection.on(name, () => {
      heard += 1;
    });
  }
  return () => {
    isCalm ||= client.isCalm;
    if (told !== heard)
      violate('listeners-are-apart', `${told} events were told, ${heard} heard by the next listener`);
  };
}
