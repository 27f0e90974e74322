import { describe, expect, test } from 'vitest';
import { type AnyStateMachine, type AnyStateNode, createActor, SimulatedClock } from 'xstate';
import { connectionMachine } from '../../src/machines/connection.ts';
import { peerMachine } from '../../src/machines/peer.ts';
import { edgesOf } from '../../src/testing/edges-of.ts';
import { lintChart } from '../../src/testing/lint-chart.ts';
import { machine as connectionCopy } from '../../visualizations/connection.stately.ts';
import { machine as peerCopy } from '../../visualizations/peer.stately.ts';
import { read } from '../docs/support/markdown.ts';
import { importsOf } from '../support/import-graph.ts';

const rows: [string, AnyStateMachine, AnyStateMachine][] = [
  ['connection', connectionMachine, connectionCopy],
  ['peer', peerMachine, peerCopy],
];

/** What a state says of itself, besides its transitions. */
const saidOf = ({ id, type, description, tags, invoke, config }: AnyStateNode) => ({
  id,
  type,
  description,
  tags,
  entry: [config.entry ?? []].flat(),
  exit: [config.exit ?? []].flat(),
  invoke: invoke.map((each) => [each.id, each.src]),
  delays: Object.keys(config.after ?? {}),
  initial: config.initial,
});

const statesOf = (node: AnyStateNode): AnyStateNode[] => [
  node,
  ...Object.values(node.states).flatMap(statesOf),
];

describe.each(rows)('the %s for Stately Studio', (name, machine, copy) => {
  test('has the edges of the machine: sources, events, delays, guards, targets, actions, in their order', () => {
    expect(edgesOf(copy)).toEqual(edgesOf(machine));
  });

  test('has its states: descriptions, tags, entry, exit, what they invoke, where they begin', () => {
    expect(statesOf(copy.root).map(saidOf)).toEqual(statesOf(machine.root).map(saidOf));
  });

  test('has an implementation for each of its names, and breaks no rule of charts', () => {
    expect(lintChart(copy)).toEqual([]);
  });

  test('has no stub that no one uses', () => {
    const edges = edgesOf(copy);
    const used = [
      ...edges.flatMap(({ actions, guard, kind, event }) => [
        ...actions,
        guard,
        kind === 'delay' ? event : undefined,
      ]),
      ...statesOf(copy.root).flatMap(({ config: { entry, exit }, invoke }) =>
        [entry, exit, invoke.map(({ src }) => src)].flat(),
      ),
    ];
    const { actions, guards, delays, actors } = copy.implementations;
    const stubs = [actions, guards, delays, actors].flatMap((each) => Object.keys(each));
    expect(stubs.filter((stub) => !used.includes(stub))).toEqual([]);
  });

  test('imports xstate and nothing else', () => {
    const file = `visualizations/${name}.stately.ts`;
    expect(importsOf(file, read(file))).toEqual(['xstate']);
  });
});

describe('the copies run', () => {
  test('as a connection that connects, pings, loses its link and comes back', () => {
    const clock = new SimulatedClock();
    const actor = createActor(connectionCopy, { clock }).start();
    const seen = [actor.getSnapshot().value];
    const then = (act: () => void): void => {
      act();
      seen.push(actor.getSnapshot().value);
    };
    then(() => actor.send({ type: 'connect' }));
    then(() => actor.send({ type: 'socket.opened' }));
    then(() => clock.increment(25_000));
    then(() => actor.send({ type: 'peer.heard' }));
    then(() => clock.increment(25_000));
    then(() => clock.increment(10_000));
    then(() => clock.increment(2_500));
    then(() => actor.send({ type: 'close' }));
    expect(seen).toEqual([
      'idle',
      { live: { connecting: 'dialing' } },
      { live: { open: 'alive' } },
      { live: { open: 'awaitingPong' } },
      { live: { open: 'alive' } },
      { live: { open: 'awaitingPong' } },
      'backoff',
      { live: { connecting: 'dialing' } },
      'closed',
    ]);
    actor.stop();
  });

  test('as a peer that is asked, answers, falls silent and is gone', () => {
    const clock = new SimulatedClock();
    const actor = createActor(peerCopy, { clock }).start();
    const seen = [actor.getSnapshot().value];
    for (const act of [
      () => clock.increment(25_000),
      () => actor.send({ type: 'peer.heard' }),
      () => clock.increment(25_000),
      () => clock.increment(10_000),
    ]) {
      act();
      seen.push(actor.getSnapshot().value);
    }
    const [alive, awaiting] = ['alive', 'awaitingPong'].map((open) => ({ connected: { open } }));
    expect(seen).toEqual([alive, awaiting, alive, awaiting, 'gone']);
    actor.stop();
  });
});
