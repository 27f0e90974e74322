import { describe, expect, test } from 'vitest';
import type { AnyStateNode } from 'xstate';
import { charts } from '../../scripts/visualize/chart/charts.ts';
import { edgesOf } from '../../src/testing/edges-of.ts';
import { read } from '../docs/support/markdown.ts';

interface Diagram {
  /** Every state with the one around it. */
  readonly states: readonly (readonly [id: string, parent: string])[];
  readonly initial: readonly (readonly [parent: string, id: string])[];
  readonly arrows: readonly (readonly [from: string, to: string, label: string])[];
}

const LINES = {
  comment: /^%% .*$/,
  head: /^stateDiagram-v2$/,
  state: /^state "([^":;]+)" as (\w+)( \{)?$/,
  close: /^\}$/,
  initial: /^\[\*\] --> (\w+)$/,
  arrow: /^(\w+) --> (\w+) : ([^:;#\n]+)$/,
};

/** Reads the part of Mermaid's grammar that the diagrams are written in. Throws on every other line. */
function parsed(text: string): Diagram {
  const diagram = {
    states: [] as [string, string][],
    initial: [] as [string, string][],
    arrows: [] as [string, string, string][],
  };
  const around: string[] = [];
  for (const line of text
    .trimEnd()
    .split('\n')
    .map((each) => each.trim())) {
    const parent = around.at(-1) ?? '';
    const [, state, id = '', opens] = LINES.state.exec(line) ?? [];
    const [, initial] = LINES.initial.exec(line) ?? [];
    const [, from, to = '', label = ''] = LINES.arrow.exec(line) ?? [];
    if (state !== undefined) {
      diagram.states.push([id, parent]);
      if (opens) around.push(id);
    } else if (initial !== undefined) diagram.initial.push([parent, initial]);
    else if (from !== undefined)
      diagram.arrows.push(...label.split('<br/>').map((each): [string, string, string] => [from, to, each]));
    else if (LINES.close.test(line)) {
      if (around.pop() === undefined) throw new Error('a brace closes nothing');
    } else if (!LINES.comment.test(line) && !LINES.head.test(line))
      throw new Error(`no line of a diagram: ${line}`);
  }
  if (around.length > 0) throw new Error(`${around} is not closed`);
  return diagram;
}

describe.each(charts)('the Mermaid diagram of the $name', ({ name, machine }) => {
  const diagram = parsed(read(`visualizations/${name}.mmd`));
  const below = (node: AnyStateNode): AnyStateNode[] =>
    Object.values(node.states).flatMap((child) => [child, ...below(child)]);
  const idOf = (id: string): string => id.split('.').slice(1).join('_');
  const edges = edgesOf(machine);

  test('has every state inside its parent, and names no other', () => {
    const states = below(machine.root).map(({ id, parent }) => [idOf(id), idOf(parent?.id ?? '')]);
    const any = edges.some(({ source }) => source === machine.id) ? [['any_state', '']] : [];
    expect([...diagram.states].sort()).toEqual([...any, ...states].sort());
    const known = new Set(diagram.states.map(([id]) => id));
    expect(diagram.arrows.flatMap(([from, to]) => [from].concat(to)).filter((id) => !known.has(id))).toEqual(
      [],
    );
  });

  test('marks every initial state', () => {
    const initial = [machine.root, ...below(machine.root)].flatMap((node) =>
      node.type === 'compound' ? (node.initial.target ?? []).map(({ id }) => [idOf(node.id), idOf(id)]) : [],
    );
    expect([...diagram.initial].sort()).toEqual(initial.sort());
  });

  test('has every edge of the machine once, and no other: its event or delay, guard and actions', () => {
    const wanted = edges.map(({ source, targets: [target = source], kind, event, guard, actions }) => {
      const trigger = kind === 'delay' ? `after ${event}` : event;
      const parts = [trigger, guard && `[${guard}]`, actions.length > 0 && `/ ${actions.join(', ')}`];
      return [idOf(source) || 'any_state', idOf(target) || 'any_state', parts.filter(Boolean).join(' ')];
    });
    expect(diagram.arrows.map(([from, to, label]) => [from, to, plain(label)]).sort()).toEqual(wanted.sort());
  });

  test('numbers the candidates of a trigger, or says else', () => {
    const labels = diagram.arrows.map(([, , label]) => label);
    const unguarded = edges.filter(({ id, source, event, guard }) => {
      const rivals = edges.filter(
        (other) => other.source === source && other.event === event && other.id !== id,
      );
      return guard === undefined && rivals.length > 0;
    });
    expect(labels.filter((label) => label.includes('[else]')).length).toBe(unguarded.length);
  });
});

/** A label without what only a reader needs: the order of the candidates, `else`, and that it stays. */
const plain = (label: string): string =>
  label
    .replace(/(^| )\d+ (?=\[)/, '$1')
    .replace(/ ?\[else\]/, '')
    .replace(' (stays)', '')
    .trim();

describe('the reader of diagrams', () => {
  test.each(['a -> b : x', 'a --> b : x: y', 'state live {', 'a --> b :'])('refuses %j', (line) => {
    expect(() => parsed(`stateDiagram-v2\n${line}\n`)).toThrow('no line of a diagram');
  });
});
