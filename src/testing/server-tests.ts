import type { AnyEventObject, AnyMachineSnapshot } from 'xstate';
import { virtualEnvironment } from '../adapters/virtual-environment.ts';
import { type Connection, createConnection } from '../connection.ts';
import { OptionError } from '../errors.ts';
import type { ConnectionOptions } from '../options.ts';
import type { Frame, WireData } from '../ports/transport.ts';
import { connectionModel, modelStatus } from './connection-model.ts';
import { shown } from './contract.ts';
import { type ContractReport, contractRunner, type TestFunction } from './run-contract.ts';
import type { ModelPath, TestModel } from './test-model-of.ts';

export interface ServerTestsOptions<In = Frame, Out = WireData>
  extends Omit<ConnectionOptions<In, Out>, 'environment' | 'autoConnect' | 'signal' | 'inspect'> {
  /**
   * What an app says, for tests in which the client has something to say before it does anything else. Default: nothing, and then
   * only the quiet tests are made.
   */
  readonly messages?: readonly Out[];
  /** How long the server may take for each answer, in ms of real time, over 0. Default 1,000. */
  readonly patience?: number;
}

/** One generated test of a server. */
export interface ServerTest {
  /** A sentence: what the client does. */
  readonly title: string;
  /** Rejects with what the server has failed to do, and after what. */
  readonly run: () => Promise<void>;
}

/** What the server owes the client, by the event of the chart that its doing is. */
const duties: Readonly<Record<string, string>> = {
  'socket.opened': 'accept the dial',
  'handshake.completed': 'complete the handshake',
  'peer.heard': 'answer the ping',
  'link.lost': 'answer the close frame',
};

/** What the client does, by the event of the chart. */
const deeds: Readonly<Record<string, string>> = {
  connect: 'dials',
  reconnect: 'dials anew',
  close: 'closes',
  probe: 'probes',
  'network.online': 'hears of another network',
  'network.offline': 'is told that it is offline',
  'page.woken': 'wakes from sleep',
  'page.restored': 'comes back from the page cache',
  'after.pingInterval': 'pings after a silence',
  'after.stableAfter': 'stays',
};

const signals = {
  'network.online': 'online',
  'network.offline': 'offline',
  'page.woken': 'wake',
  'page.restored': 'restored',
} as const;

/**
 * Generates tests for a server from the connection's chart: together they take every edge that a server which keeps its word
 * lets a client take. It must accept each dial, complete each handshake, answer each ping and each close frame, whatever came
 * before. Options are those of `createConnection`; `url` is the server's. The client's clock is virtual, so that a heartbeat of
 * half a minute costs no time. `runServerTests` hands them to a test runner, or runs them without one.
 *
 * Throws an `OptionError` on options that `createConnection` refuses, and on a `patience` that is no time.
 */
export function serverTests<In = Frame, Out = WireData>(
  options: ServerTestsOptions<In, Out>,
): readonly ServerTest[] {
  const { messages = [], patience = 1_000, ...connection } = options;
  if (!(patience > 0)) {
    throw new OptionError('ERR_HEARTWIRE_INVALID_TIME', 'patience', patience, `${patience} is not over 0`);
  }
  const model = connectionModel(connection, { closes: [1006], can: isFair, longest: 8 });
  const says = messages.length > 0 ? [[], messages] : [[]];
  return says.flatMap((texts) =>
    model.edgePaths().map((path) => {
      const steps = [...path.steps, ...dutiesAfter(path.state, model)];
      return {
        title: titleOf(path, texts.length > 0),
        run: () => visit({ connection, model, steps, messages: texts, patience }),
      };
    }),
  );
}

/** What the server still owes when a path ends. */
function dutiesAfter(state: AnyMachineSnapshot, model: TestModel): ModelPath['steps'] {
  const event = model.options
    .events(state)
    .find((each) => each.type in duties && model.step(state, each).edges.length > 0);
  if (!event) return [];
  const next = model.step(state, event).state;
  return [{ event, state: next }, ...dutiesAfter(next, model)];
}

/**
 * Runs the tests of `serverTests` on a server: with `test` of Vitest, `node:test` or Jest, each as a test of its own; without,
 * one after the other, and rejects with one `AggregateError` that says what the server has failed to do.
 */
export function runServerTests<In = Frame, Out = WireData>(
  options: ServerTestsOptions<In, Out>,
): Promise<ContractReport>;
export function runServerTests<In = Frame, Out = WireData>(
  options: ServerTestsOptions<In, Out>,
  runner: { readonly test: TestFunction },
): void;
export function runServerTests<In, Out>(
  options: ServerTestsOptions<In, Out>,
  runner?: { readonly test: TestFunction },
): Promise<ContractReport> | undefined {
  const run = contractRunner<object>('server', serverTests(options));
  if (!runner) return run({});
  run({}, runner);
  return undefined;
}

/** What can come where the server does what it should, and the network too. */
function isFair(state: AnyMachineSnapshot, { type, late, heardBefore }: AnyEventObject): boolean {
  if (late !== undefined || heardBefore !== undefined) return false;
  const status = modelStatus(state);
  if (type === 'link.lost') return status === 'closing';
  return !type.startsWith('after.') || (type in deeds && status === 'open');
}

function titleOf({ steps }: ModelPath, isTalking: boolean): string {
  const done = steps.flatMap(({ event }) => deeds[event.type] ?? []);
  return `serves a client that ${done.join(', ')}${isTalking ? ', with something to say before each' : ''}`;
}

interface Visit<In, Out> {
  readonly connection: ConnectionOptions<In, Out>;
  readonly model: TestModel;
  readonly steps: ModelPath['steps'];
  readonly messages: readonly Out[];
  readonly patience: number;
}

/** Leads a client along a path, and waits wherever it is the server's turn. */
async function visit<In, Out>({ connection: options, model, steps, messages, patience }: Visit<In, Out>) {
  const environment = virtualEnvironment();
  const connection = createConnection<In, Out>({ ...options, environment, autoConnect: false });
  const story: string[] = [];
  let pongs = 0;
  let said = 0;
  connection.on('pong', () => {
    pongs += 1;
  });

  const say = (): void => {
    const message = messages[said % messages.length];
    if (message === undefined || !/^(open|awaiting-pong)$/.test(connection.status)) return;
    said += 1;
    story.push(`sends ${shown(message)}`);
    connection.send(message);
  };
  const act = async ({ type }: AnyEventObject, ms: number): Promise<void> => {
    say();
    story.push(deeds[type] ?? type);
    pongs = 0;
    if (type in signals) environment.signal(signals[type as keyof typeof signals]);
    else if (type.startsWith('after.')) await environment.advance(ms);
    else await command(connection, type);
  };
  const isLost = (): boolean => connection.status === 'backoff' || connection.status === 'failed';
  const fail = (what: string): never => {
    const cause = isLost() ? connection.cause : undefined;
    const loss = cause ? ` ${cause.message}` : '';
    throw new Error(`The server ${what}. The client ${story.join(', ')}.${loss}`, cause && { cause });
  };
  const answered = async ({ type }: AnyEventObject, state: AnyMachineSnapshot): Promise<void> => {
    // What a server sends of its own accord is a sign of life and no answer.
    const isPongDue = type === 'peer.heard' && options.dialect?.beat.leads !== 'server';
    const holds = () => connection.status === modelStatus(state) && (!isPongDue || pongs > 0);
    await soon(() => holds() || isLost(), patience, environment.settle);
    if (!holds())
      fail(isLost() ? `did not ${duties[type]}` : `did not ${duties[type]} within ${patience} ms`);
  };

  try {
    let at = model.initial;
    for (const { event, state } of steps.slice(1)) {
      if (event.type in duties) await answered(event, state);
      else await act(event, model.clock(state).now - model.clock(at).now);
      await environment.settle();
      if (isLost()) fail('dropped the link');
      at = state;
    }
  } finally {
    const closed = connection.close();
    await environment.advance(options.closeTimeout ?? 60_000);
    await closed;
  }
}

async function command<In, Out>(connection: Connection<In, Out>, type: string): Promise<void> {
  if (type === 'connect') connection.connect();
  else if (type === 'reconnect') connection.reconnect();
  else if (type === 'close') connection.close();
  else if (type === 'probe') connection.probe().catch(nothing);
}

/** Resolves once it holds, or after `most` ms; `settle` lets promises go on between two looks. */
async function soon(holds: () => boolean, most: number, settle: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + most;
  for (await settle(); !holds() && performance.now() < deadline; await settle()) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

function nothing(): void {}
