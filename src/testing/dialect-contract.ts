import { HeartwireError } from '../errors.ts';
import type { Beat, Dialect, DialectSession, DialectSignals } from '../ports/dialect.ts';
import type { Verdict } from '../ports/loss.ts';
import type { Attempt, Frame, WireData } from '../ports/transport.ts';
import { type ContractCase, ensure, ensureSame, shown } from './contract.ts';
import { brokenFrames, garbageFrames, nestedFrames } from './frame-mutations.ts';
import { type ContractRunner, contractRunner } from './run-contract.ts';

/** A dialect, what it says of itself, and samples of what it reads and writes. */
export interface DialectHarness {
  readonly dialect: Dialect<unknown, never>;
  /** The axes as the dialect's documentation states them. */
  readonly axes: {
    readonly leads: Beat['leads'];
    readonly life: Beat['life'];
    readonly handshake: boolean;
    readonly badFrame: Verdict;
    readonly requiresControlFrames: boolean;
  };
  /** The sides that the dialect, with these options, can take. */
  readonly roles: readonly ('client' | 'server')[];
  /** Messages, and what the other side's app gets of them. */
  readonly messages: readonly { readonly sent: unknown; readonly received: unknown }[];
  /** Values that it cannot carry. */
  readonly unwritable: readonly unknown[];
  /** Further frames of the protocol that either side may get: refusals, welcomes, broadcasts. */
  readonly frames: readonly Frame[];
  /** Frames that break the protocol on either side. */
  readonly badFrames: readonly Frame[];
}

type Role = 'client' | 'server';
type Signal = readonly unknown[];

const hasBothSides = (roles: readonly Role[]): boolean =>
  roles.includes('client') && roles.includes('server');

const other = (role: Role): Role => (role === 'client' ? 'server' : 'client');

/** What a session finds in a frame, in order. */
function read(session: DialectSession<unknown>, frame: Frame): readonly Signal[] {
  const found: Signal[] = [];
  const signals: DialectSignals<unknown> = {
    data: (message) => void found.push(['data', message]),
    ping: (reply) => void found.push(['ping', reply]),
    pong: () => void found.push(['pong']),
    welcome: (times) => void found.push(['welcome', times]),
    refuse: (verdict, reason, retryAfter) => void found.push(['refuse', verdict, reason, retryAfter]),
    reply: (data) => void found.push(['reply', data]),
    fail: (cause) => void found.push(['fail', cause]),
    kick: (reason, verdict) => void found.push(['kick', reason, verdict]),
  };
  const result: unknown = session.read(frame, signals);
  ensure(result === undefined, `read() returned ${shown(result)}: what it has to say are signals, at once`);
  return found;
}

/** What comes of a frame that nobody promised to be one: signals, or the error that the connection takes for a bad frame. */
function outcome(session: DialectSession<unknown>, frame: Frame): readonly Signal[] | string {
  try {
    return read(session, frame);
  } catch (error) {
    ensure(error instanceof Error, `read() threw ${shown(error)}, which is no Error`);
    return error.name;
  }
}

const asFrame = (data: WireData): Frame => {
  if (typeof data === 'string' || data instanceof ArrayBuffer || data instanceof Blob) return data;
  return data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
};

const attempt: Attempt = {
  number: 0,
  cause: undefined,
  verdict: 'retry',
  signal: new AbortController().signal,
};

async function helloOf(session: DialectSession<unknown>): Promise<readonly Frame[]> {
  return [...((await session.hello?.(attempt)) ?? [])].map(asFrame);
}

/** Every good frame at hand: beats, hellos, messages and the harness's own. */
async function sampleFrames({ dialect, roles, messages, frames }: DialectHarness): Promise<readonly Frame[]> {
  const samples = [...frames, ...messages.map(({ sent }) => asFrame(dialect.write(sent as never)))];
  for (const role of roles) {
    const session = dialect.session(role);
    samples.push(...(await helloOf(session)));
    if (session.ping) samples.push(asFrame(session.ping()));
  }
  return samples;
}

/** Reads each frame on each side; a dialect that needs longer than a second for one is stuck. */
function surviveAll(harness: DialectHarness, frames: Iterable<Frame>): void {
  const keysBefore = Reflect.ownKeys(Object.prototype);
  for (const frame of frames) {
    for (const role of harness.roles) {
      const session = harness.dialect.session(role);
      session.ping?.();
      const start = performance.now();
      outcome(session, frame);
      outcome(session, frame);
      ensure(performance.now() - start < 1_000, `a ${role} needs over a second for ${shown(frame)}`);
    }
  }
  ensureSame('the keys of Object.prototype', Reflect.ownKeys(Object.prototype), keysBefore);
}

/** What every dialect promises. */
export const dialectContract: readonly ContractCase<DialectHarness>[] = [
  {
    title: 'states its axes',
    run({ dialect, axes }) {
      const { beat, handshake = false, badFrame = 'retry', requiresControlFrames = false } = dialect;
      const { leads, life } = beat;
      ensureSame('the axes', { leads, life, handshake, badFrame, requiresControlFrames }, axes);
      ensure(/^[a-z]+(-[a-z]+)*$/.test(dialect.name), `${shown(dialect.name)} is no name in kebab case`);
    },
  },
  {
    title: 'has a ping on the side that leads, and on no other',
    run({ dialect, roles }) {
      for (const role of roles) {
        ensureSame(
          `ping on a ${role}`,
          typeof dialect.session(role).ping === 'function',
          dialect.beat.leads === role,
        );
      }
    },
  },
  {
    title: 'reads its ping on the other side as one ping, and the reply as one pong',
    appliesTo: ({ dialect, roles }) => dialect.beat.leads !== 'transport' && hasBothSides(roles),
    run({ dialect }) {
      const { leads } = dialect.beat;
      if (leads === 'transport') return;
      const [leader, led] = [dialect.session(leads), dialect.session(other(leads))];
      if (!leader.ping) return;
      for (let beat = 1; beat <= 3; beat++) {
        const pings = read(led, asFrame(leader.ping())).filter(([name]) => name !== 'data');
        const reply = pings[0]?.[1] as WireData | undefined;
        ensureSame(`the signals of ping ${beat}`, pings, [['ping', reply]]);
        if (reply === undefined) continue;
        const pongs = read(leader, asFrame(reply)).filter(([name]) => name !== 'data');
        ensureSame(`the signals of pong ${beat}`, pongs, [['pong']]);
      }
    },
  },
  {
    title: 'carries messages both ways as the app sent them',
    appliesTo: ({ messages }) => messages.length > 0,
    run({ dialect, roles, messages }) {
      for (const role of roles) {
        const session = dialect.session(role);
        for (const { sent, received } of messages) {
          const found = read(session, asFrame(dialect.write(sent as never)));
          ensureSame(`the signals of ${shown(sent)} on a ${role}`, found, [['data', received]]);
        }
      }
    },
  },
  {
    title: 'reads its own hello on the other side, and takes it for no beat',
    appliesTo: ({ roles }) => hasBothSides(roles),
    async run({ dialect, roles }) {
      for (const role of roles) {
        const session = dialect.session(other(role));
        for (const frame of await helloOf(dialect.session(role))) {
          const names = read(session, frame).map(([name]) => name);
          ensure(
            !names.includes('ping') && !names.includes('pong'),
            `a hello was read as ${names.join(', ')}`,
          );
        }
      }
    },
  },
  {
    title: 'refuses to write what it cannot carry, by ERR_HEARTWIRE_INVALID_MESSAGE',
    appliesTo: ({ unwritable }) => unwritable.length > 0,
    run({ dialect, unwritable }) {
      for (const message of unwritable) {
        let fault: unknown;
        try {
          fault = dialect.write(message as never);
        } catch (error) {
          const isRefusal = error instanceof HeartwireError && error.code === 'ERR_HEARTWIRE_INVALID_MESSAGE';
          if (isRefusal) continue;
          fault = error;
        }
        ensure(false, `${shown(message)} gave ${shown(fault)}`);
      }
    },
  },
  {
    title: 'throws an Error on a frame that breaks the protocol, and signals nothing',
    appliesTo: ({ badFrames }) => badFrames.length > 0,
    run({ dialect, roles, badFrames }) {
      for (const frame of badFrames) {
        for (const role of roles) {
          const found = outcome(dialect.session(role), frame);
          ensure(typeof found === 'string', `a ${role} read ${shown(frame)} as ${shown(found)}`);
        }
      }
    },
  },
  {
    title: 'survives garbage, text and binary',
    run: (harness) => surviveAll(harness, garbageFrames()),
  },
  {
    title:
      'survives its own frames cut short, with wrong types, without fields and with the keys of prototypes',
    async run(harness) {
      for (const frame of await sampleFrames(harness)) surviveAll(harness, brokenFrames(frame));
    },
  },
  {
    title: 'survives JSON nested 20,000 deep, alone and in each field of its own frames',
    async run(harness) {
      for (const frame of await sampleFrames(harness)) surviveAll(harness, nestedFrames(frame));
    },
  },
  {
    title: 'keeps links apart: what one has read changes nothing on another',
    async run(harness) {
      const frames = await sampleFrames(harness);
      for (const role of harness.roles) {
        const replay = () => {
          const session = harness.dialect.session(role);
          return frames.map((frame) => outcome(session, frame));
        };
        ensureSame(`what a second ${role} reads`, replay(), replay());
      }
    },
  },
  {
    title: 'has a verdict, or none, on every close',
    run({ dialect }) {
      const verdicts: readonly unknown[] = ['retry', 'refresh', 'fatal', 'done', undefined];
      for (let code = 1000; code < 5000; code++) {
        const verdict = dialect.verdict?.({ code, reason: '', wasClean: true, wasOpen: true });
        ensure(verdicts.includes(verdict), `${shown(verdict)} on ${code}`);
      }
    },
  },
];

/**
 * Checks a dialect against every promise of its port that applies: `await runDialectContract(harness)`, or
 * `runDialectContract(harness, { test })` to register each as a test. Rejects with an `AggregateError` that names each broken
 * promise.
 */
export const runDialectContract: ContractRunner<DialectHarness> = contractRunner('dialect', dialectContract);
