import type { Edge } from '../../src/testing/edges-of.ts';
import type { Condition, Outline, StateOutline } from './chart/outline.ts';

const ANY = 'any_state';

/**
 * Writes a chart as a Mermaid `stateDiagram-v2`: an arrow for all edges between two states, entry and exit actions and descriptions as comments,
 * since a state that holds others can have nothing but its name.
 */
export function mermaid(outline: Outline): string {
  const { root, edges } = outline;
  const isAny = edges.some(({ source }) => outline.pathOf(source) === '');
  return `${[
    '%% Written by `npm run visualize`: change the chart, not this file.',
    'stateDiagram-v2',
    ...(isAny ? [`  state "any state" as ${ANY}`] : []),
    ...inside(root, '  '),
    ...transitions(outline).map((line) => `  ${line}`),
  ].join('\n')}\n`;
}

const idOf = (path: string): string => (path === '' ? ANY : path.replaceAll('.', '_'));

const inside = ({ initial, children }: StateOutline, indent: string): string[] => [
  ...(initial === undefined ? [] : [`${indent}[*] --> ${idOf(initial)}`]),
  ...children.flatMap((child) => state(child, indent)),
];

function state(outline: StateOutline, indent: string): string[] {
  const { path, name, description, invokes, entry, exit, children } = outline;
  const parts = [
    ...invokes.map((invoked) => `invoke ${invoked}`),
    ...(entry.length > 0 ? [`entry / ${entry.join(', ')}`] : []),
    ...(exit.length > 0 ? [`exit / ${exit.join(', ')}`] : []),
  ];
  const declared = `${indent}state "${name}" as ${idOf(path)}`;
  return [
    `${indent}%% ${[description, ...parts].join(' ')}`,
    ...(children.length === 0
      ? [declared]
      : [`${declared} {`, ...inside(outline, `${indent}  `), `${indent}}`]),
  ];
}

/** Edges from one state to another stand on one line: Mermaid would lay those of their own one over the other. */
function transitions({ edges, pathOf, conditionOf }: Outline): string[] {
  const labels = new Map<string, string[]>();
  for (const edge of edges) {
    const [target = edge.source] = edge.targets;
    const ends = `${idOf(pathOf(edge.source))} --> ${idOf(pathOf(target))}`;
    labels.set(ends, [...(labels.get(ends) ?? []), labelOf(edge, conditionOf(edge))]);
  }
  return [...labels].map(([ends, own]) => `${ends} : ${own.join('<br/>')}`);
}

function labelOf({ targets, actions }: Edge, { trigger, guard }: Condition): string {
  const does = actions.length > 0 ? `/ ${actions.join(', ')}` : '';
  const stays = targets.length === 0 ? '(stays)' : '';
  const label = [trigger, guard, does, stays].filter((part) => part !== '').join(' ') || 'always';
  if (/[:;#<\n]/.test(label)) throw new Error(`Mermaid cannot read the label ${label}`);
  return label;
}
