import { describe, expect, test } from 'vitest';
import {
  type AnyActorLogic,
  type AnyActorRef,
  createActor,
  createMachine,
  type InspectionEvent,
  SimulatedClock,
} from 'xstate';
import { connectionTableLogic } from '../../src/connection-actor.ts';
import { connectionMachine } from '../../src/machines/connection.ts';
import { flatten } from '../../src/machines/flatten.ts';
import { tableLogic } from '../../src/machines/table-logic.ts';
import { connectionSubject } from './support/subjects.ts';

const now = {
  now: 1_000,
  heardAt: 1_000,
  chance: 0.5,
  canPing: true,
  keepAlive: 'when-quiet',
  limit: Infinity,
};

/** An actor of the connection's chart on XState's simulated clock, and all that inspectors heard. */
function actorOf(logic: AnyActorLogic, options: object = {}) {
  const facts = { ...now, verdict: 'retry' };
  const host = connectionSubject.hostOf(() => facts);
  const clock = new SimulatedClock();
  const heard: string[] = [];
  const inspect = (event: InspectionEvent) => {
    const { type } = event;
    if (type === '@xstate.action') heard.push(`${type} ${event.action.type}`);
    else if (type === '@xstate.actor')
      heard.push(`${type} ${(event.actorRef as AnyActorRef).src === 'link' ? 'link' : 'root'}`);
    else if (type === '@xstate.microstep')
      heard.push(`${type} ${event.event.type} ${event._transitions.length}`);
    else heard.push(`${type} ${event.event.type}`);
  };
  const actor = createActor(logic, { input: { host: () => host }, clock, inspect, ...options } as never);
  return { actor, clock, heard, facts, host };
}

/** A life with a beat, a loss, a retry and an end. */
function live({ actor, clock, facts }: ReturnType<typeof actorOf>) {
  const values: unknown[] = [];
  actor.subscribe((snapshot) => values.push((snapshot as { value?: unknown }).value));
  const pass = (ms: number) => {
    facts.now += ms;
    clock.increment(ms);
  };
  actor.start();
  actor.send({ type: 'connect' });
  actor.send({ type: 'socket.opened' });
  pass(1_000);
  actor.send({ type: 'peer.heard' });
  actor.send({ type: 'nobody.knows' });
  pass(2_000);
  pass(1_000);
  actor.send({ type: 'reconnect' });
  actor.send({ type: 'page.restored' });
  actor.send({ type: 'close' });
  actor.stop();
  return values;
}

describe('an actor of the table', () => {
  test('tells subscribers and inspectors what the machine tells them, word for word', () => {
    const [machine, table] = [actorOf(connectionMachine), actorOf(connectionTableLogic)];
    const values = live(machine);
    expect(live(table)).toEqual(values);
    expect(table.heard).toEqual(machine.heard);
    expect(values.length).toBeGreaterThan(10);
    expect(table.heard.length).toBeGreaterThan(80);
  });

  test('answers matches(), hasTag() and can() as the machine does', () => {
    const answers = (logic: AnyActorLogic) => {
      const { actor } = actorOf(logic);
      actor.start();
      actor.send({ type: 'connect' });
      actor.send({ type: 'socket.opened' });
      const snapshot = actor.getSnapshot() as ReturnType<
        ReturnType<typeof createActor<typeof connectionMachine>>['getSnapshot']
      >;
      return [
        ...(['live', 'lost', 'idle'] as const).map((value) => snapshot.matches(value as never)),
        snapshot.matches({ live: 'open' } as never),
        snapshot.matches({ live: { open: 'alive' } } as never),
        snapshot.matches({ live: { open: 'awaitingPong' } } as never),
        snapshot.matches({ live: 'op' } as never),
        ...(['open', 'awaiting-pong'] as const).map((tag) => snapshot.hasTag(tag)),
        ...(['probe', 'close', 'connect', 'socket.opened'] as const).map((type) => snapshot.can({ type })),
      ];
    };
    expect(answers(connectionTableLogic)).toEqual(answers(connectionMachine));
  });

  test('writes itself as JSON without functions', () => {
    const { actor } = actorOf(connectionTableLogic);
    const json = JSON.parse(JSON.stringify(actor.getSnapshot()));
    expect(Object.keys(json).sort()).toEqual(['children', 'context', 'status', 'tags', 'value']);
    expect([json.value, json.tags, json.status]).toEqual(['idle', ['idle'], 'active']);
  });
});

describe('a persisted snapshot', () => {
  test('brings an actor back in its state, with its link and its timers', () => {
    const first = actorOf(connectionTableLogic);
    first.actor.start();
    first.actor.send({ type: 'connect' });
    first.actor.send({ type: 'socket.opened' });
    const snapshot = first.actor.getPersistedSnapshot();
    first.actor.stop();
    const second = actorOf(connectionTableLogic, { snapshot });
    second.actor.start();
    const restored = second.actor.getSnapshot() as never as { value: unknown; children: { link?: object } };
    expect(restored.value).toEqual({ live: { open: 'alive' } });
    expect(restored.children.link).toBeDefined();
    first.facts.now += 1_000;
    second.clock.increment(1_000);
    expect((second.actor.getSnapshot() as never as { value: unknown }).value).toEqual({
      live: { open: 'awaitingPong' },
    });
    second.actor.stop();
  });

  test('brings back what it was: waiting, or ended', () => {
    const first = actorOf(connectionTableLogic);
    first.actor.start();
    first.actor.send({ type: 'connect' });
    first.actor.send({ type: 'link.lost', cause: { code: 'ERR_HEARTWIRE_SOCKET_CLOSED' } });
    const waiting = first.actor.getPersistedSnapshot();
    first.actor.stop();
    const second = actorOf(connectionTableLogic, { snapshot: waiting });
    second.actor.start();
    second.clock.increment(100);
    expect((second.actor.getSnapshot() as never as { value: unknown }).value).toEqual({
      live: { connecting: 'dialing' },
    });
    const ended = actorOf(connectionTableLogic, { snapshot: first.actor.getPersistedSnapshot() });
    expect(ended.actor.getSnapshot().status).toBe('stopped');
  });

  test('of another chart is refused by the name of its state', () => {
    const snapshot = { status: 'active', value: 'elsewhere', context: {}, children: {} };
    const { actor } = actorOf(connectionTableLogic, { snapshot });
    expect(actor.getSnapshot()).toMatchObject({
      status: 'error',
      error: { message: 'connection has no state elsewhere' },
    });
  });
});

describe('what goes wrong', () => {
  const chart = createMachine({
    id: 'm',
    initial: 'a',
    states: { a: { on: { next: 'b' } }, b: { invoke: { src: 'child', id: 'child' }, on: { next: 'a' } } },
  });
  const nobody = { context: () => ({}), updates: {}, guards: {}, delays: {}, effects: {} };

  /** What becomes of an actor that goes on to `b`. */
  function errorOf(logic: AnyActorLogic) {
    const actor = createActor(logic);
    let error: unknown;
    actor.subscribe({
      error: (reason) => {
        error = reason;
      },
    });
    actor.start();
    actor.send({ type: 'next' });
    return [(actor.getSnapshot() as { status: string }).status, String(error)];
  }

  test('in a child is the actor’s error, as it is a machine’s', () => {
    const broken = {
      getInitialSnapshot: () => ({ status: 'active', output: undefined, error: undefined }),
      start() {
        throw new Error('the child is broken');
      },
      transition: (snapshot: object) => snapshot,
      getPersistedSnapshot: (snapshot: object) => snapshot,
    };
    const logic = tableLogic(flatten(chart), {
      ...nobody,
      actors: { child: { logic: broken as never, input: () => undefined } },
    });
    expect(errorOf(logic)).toEqual(['error', 'Error: the child is broken']);
  });

  test('an actor that nobody implements is named', () => {
    const logic = tableLogic(flatten(chart), { ...nobody, actors: {} });
    expect(errorOf(logic)).toEqual(['error', "Error: the table names 'child', which nobody implements"]);
  });
});

describe('an actor that has ended', () => {
  const chart = createMachine({
    id: 'm',
    initial: 'a',
    states: { a: { after: { wait: 'b' }, on: { break: { actions: 'fall' }, next: 'c' } }, b: {}, c: {} },
  });

  /** One that waits, on a clock that knows what runs on it. */
  function waiting() {
    const timers = new Map<number, () => void>();
    let last = 0;
    const logic = tableLogic(flatten(chart), {
      ...{ context: () => ({}), updates: {}, guards: {}, actors: {} },
      delays: { wait: () => 100 },
      effects: {
        fall() {
          throw new Error('fallen');
        },
      },
    });
    const clock = {
      setTimeout(pass: () => void) {
        last += 1;
        timers.set(last, pass);
        return last;
      },
      clearTimeout: (timer: number) => timers.delete(timer),
    };
    const sources: unknown[] = [];
    const inspect = (event: InspectionEvent) => {
      if (event.type === '@xstate.event')
        sources.push([event.event.type, event.sourceRef === event.actorRef]);
    };
    const actor = createActor(logic, { clock: clock as never, inspect });
    actor.subscribe({ error: () => {} });
    actor.start();
    return { actor, timers, sources };
  }

  test.each<[string, (actor: ReturnType<typeof waiting>['actor']) => void, string]>([
    ['stopped', (actor) => actor.stop(), 'stopped'],
    ['by what an effect threw', (actor) => actor.send({ type: 'break' }), 'error'],
  ])('%s leaves nothing on the clock', (_, end, status) => {
    const { actor, timers } = waiting();
    expect(timers.size).toBe(1);
    end(actor);
    expect([timers.size, actor.getSnapshot().status]).toEqual([0, status]);
  });

  test('has no timer of a state that it left', () => {
    const { actor, timers } = waiting();
    actor.send({ type: 'next' });
    expect([timers.size, actor.getSnapshot().value]).toEqual([0, 'c']);
  });

  test('was told of what it waited for by itself', () => {
    const { actor, timers, sources } = waiting();
    for (const pass of timers.values()) pass();
    expect(actor.getSnapshot().value).toBe('b');
    expect(sources.at(-1)).toEqual(['xstate.after.wait.m.a', true]);
  });
});
