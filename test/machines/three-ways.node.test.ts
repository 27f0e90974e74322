import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AnyActorLogic, initialTransition, type Snapshot, transition } from 'xstate';
import { tableText } from '../../scripts/tables/table-text.ts';
import { connectionTableLogic } from '../../src/connection-actor.ts';
import { connectionTable } from '../../src/machines/connection.table.ts';
import { connectionMachine } from '../../src/machines/connection.ts';
import { delays, effects, guards, initialContext, updates } from '../../src/machines/connection-parts.ts';
import { link, linkInput } from '../../src/machines/link-logic.ts';
import { hosted } from '../../src/machines/parts.ts';
import { tableOf } from '../../src/machines/table.ts';
import { tableLogic } from '../../src/machines/table-logic.ts';
import { pathOf } from '../../src/machines/table-snapshot.ts';
import { runConnection } from '../../src/run-connection.ts';
import { connectionSubject, type Event, type Facts } from './support/subjects.ts';

const { events, facts } = connectionSubject;
const afters = Object.entries(connectionTable.delays).map(([name, owner]) => ({
  name,
  type: `xstate.after.${name}.connection.${owner}`,
}));
const step = fc.tuple(fc.constantFrom(...events, ...afters), facts);
const run = fc.tuple(facts, fc.array(step, { maxLength: 30, size: 'max' }));

/** What was done: effects, timers and actors in order; without the order among the three for what has no deferral to show. */
interface Account {
  readonly value: string;
  readonly tag: string;
  readonly context: string;
  readonly effects: string;
  readonly timers: string;
  readonly links: string;
}

interface Way {
  start(): Account;
  send(event: Event & { readonly name?: string }): Account;
}

const contextText = ({
  host: _,
  leaf: __,
  timers: ___,
  deferred: ____,
  send: _____,
  ...context
}: Record<string, unknown>) =>
  JSON.stringify({ ...context, cause: String(context.cause) }, (_, value) =>
    value === Infinity ? 'Infinity' : value,
  );

/** XState's pure transitions of a logic, machine or table: nothing is carried out, and all that would be is told. */
function asLogic(logic: AnyActorLogic, host: object): Way & { readonly whole: () => string } {
  let whole = '';
  let snapshot: Snapshot<unknown>;
  const timers = new Map<string, number>();
  const account = ([next, actions]: [
    Snapshot<unknown>,
    readonly { type: string; params?: unknown }[],
  ]): Account => {
    snapshot = next;
    const { value, tags, context } = next as unknown as {
      value: never;
      tags: ReadonlySet<string>;
      context: never;
    };
    const timed: string[] = [];
    const linked: string[] = [];
    const done: string[] = [];
    const all = actions.map(({ type, params }) => {
      const { id, sendId, delay } = Object(params) as { id?: string; sendId?: string; delay?: number };
      if (type === 'xstate.raise') {
        timers.set(String(id), timers.size);
        timed.push(`start ${String(id).split('.')[2]} ${delay}`);
        return timed.at(-1);
      }
      if (type === 'xstate.cancel') timed.push(`stop ${String(sendId).split('.')[2]}`);
      else if (type === 'xstate.spawnChild') linked.push('invoke');
      else if (type === 'xstate.stopChild') linked.push('leave');
      else done.push(type);
      return `${type} ${sendId ?? id ?? ''}`;
    });
    whole = all.join();
    return {
      value: pathOf(value),
      tag: [...tags].join(),
      context: contextText(context),
      effects: done.join(),
      timers: timed.join(),
      links: linked.join(),
    };
  };
  return {
    start: () => account(initialTransition(logic, { host: () => host }) as never),
    send: ({ name: _, ...event }) => account(transition(logic, snapshot as never, event as never) as never),
    whole: () => whole,
  };
}

/** heartwire/lite's way, by a host that writes down what it is asked for. */
function asLite(host: object): Way {
  let done: string[] = [];
  let timed: string[] = [];
  let linked: string[] = [];
  let tag = '';
  let made = 0;
  const armed = new Map<unknown, () => void>();
  const recording = new Proxy(host, {
    get(target, key) {
      if ((effects as readonly unknown[]).includes(key)) return () => void done.push(String(key));
      if (key === 'openLink') return () => void linked.push('invoke');
      if (key === 'discardLink') return () => void linked.push('leave');
      if (key === 'observe') {
        return (status: string) => {
          tag = status;
        };
      }
      if (key === 'setTimeout') {
        return (callback: () => void, ms: number) => {
          made += 1;
          timed.push(`start ${ms}`);
          armed.set(made, callback);
          return made;
        };
      }
      if (key === 'clearTimeout') return () => void timed.push('stop');
      return Reflect.get(target, key);
    },
  });
  let chart: ReturnType<typeof runConnection>;
  const account = (): Account => {
    const { leaf } = chart.context as unknown as { leaf: number };
    const result = {
      value: connectionTable.leaves[leaf]?.path ?? '',
      tag,
      context: contextText(chart.context as never),
      effects: done.join(),
      timers: timed.join(),
      links: linked.join(),
    };
    [done, timed, linked] = [[], [], []];
    return result;
  };
  return {
    start() {
      chart = runConnection(recording as never);
      return account();
    },
    send({ name, ...event }) {
      chart.send((name === undefined ? event : { type: `after.${name}` }) as never);
      return account();
    },
  };
}

/** The first difference between two ways through a run, if any. */
function difference(
  [first, steps]: readonly [Facts, readonly (readonly [Event, Facts])[]],
  makeWays: (host: object) => readonly [Way, Way],
  same: (account: Account) => Account = (account) => account,
): string | undefined {
  let now = first;
  const [expected, actual] = makeWays(connectionSubject.hostOf(() => now));
  const compare = (label: string, left: Account, right: Account) => {
    const [l, r] = [JSON.stringify(same(left)), JSON.stringify(right)];
    return l === r ? undefined : `${label}\n${l}\n${r}`;
  };
  const start = compare('start', expected.start(), actual.start());
  if (start) return start;
  for (const [event, then] of steps) {
    now = then;
    const found = compare(event.type, expected.send(event), actual.send(event));
    if (found) return found;
  }
  return undefined;
}

const differences = (
  numRuns: number,
  makeWays: Parameters<typeof difference>[1],
  same?: (account: Account) => Account,
) => {
  for (const each of fc.sample(run, { numRuns, seed: 1 })) {
    const found = difference(each, makeWays, same);
    if (found) return found;
  }
  return undefined;
};

/** Lite's timers have no names to their host. */
const nameless = (account: Account): Account => ({
  ...account,
  timers: account.timers.replaceAll(/(start|stop) \w+/g, '$1'),
});

describe('after every event of 10,000 random sequences', () => {
  test('the table as an actor has the state, context, effects, timers and actors of the machine, in order', () => {
    expect(
      differences(10_000, (host) => {
        const [machine, table] = [asLogic(connectionMachine, host), asLogic(connectionTableLogic, host)];
        const both = (way: typeof machine): Way => ({
          start: () => ({ ...way.start(), whole: way.whole() }),
          send: (event) => ({ ...way.send(event), whole: way.whole() }),
        });
        return [both(machine), both(table)];
      }),
    ).toBeUndefined();
  }, 120_000);

  test('so has heartwire/lite', () => {
    expect(
      differences(10_000, (host) => [asLogic(connectionTableLogic, host), asLite(host)], nameless),
    ).toBeUndefined();
  }, 120_000);
});

describe('a table with a fault is caught:', () => {
  const right = tableText(connectionTable);
  const faults: Readonly<Record<string, readonly [from: string, to: string]>> = {
    'a swapped target': [' close >closed -backoffDelay', ' close >offline -backoffDelay'],
    'a lost exit action': [
      ' connect,reconnect >dialing watchEnvironment resetAttempts',
      ' connect,reconnect >dialing resetAttempts',
    ],
    'a wrong order of guards': [
      ' always ?isDone >closed ignoreEnvironment closeOutbox announceClosed\n always ?isFatal >failed ignoreEnvironment failOutbox announceFailed',
      ' always >backoff\n always ?isDone >closed ignoreEnvironment closeOutbox announceClosed',
    ],
    'a lost guard': [' always ?isExhausted >failed', ' always ?isOffline >failed'],
    'a timer that goes on': ['after.keepAlive >awaitingPong -pongTimeout', 'after.keepAlive >awaitingPong'],
    'a link that is not left': [
      'link.lost,page.restored,after.closeTimeout >closed -closeTimeout !link',
      'link.lost,page.restored,after.closeTimeout >closed -closeTimeout',
    ],
    'an event that is not heard': [' peer.heard >alive', ' peer.hard >alive'],
  };

  test.each(Object.entries(faults))('%s', (_, [from, to]) => {
    expect(right).toContain(from);
    const wrong = tableLogic(tableOf(right.replace(from, to)), {
      ...{ updates, guards, delays },
      context: ({ host }: { host: never }) => initialContext(host),
      effects: hosted(effects),
      actors: { link: { logic: link, input: linkInput } },
    } as never);
    expect(
      differences(10_000, (host) => [asLogic(connectionMachine, host), asLogic(wrong as never, host)]),
    ).toBeDefined();
  });
});
