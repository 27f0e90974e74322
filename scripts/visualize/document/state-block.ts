import type { Edge } from '../../../src/testing/edges-of.ts';
import type { Outline, StateOutline } from '../chart/outline.ts';
import type { Rule } from './rules.ts';

const code = (text: string): string => `\`${text}\``;
const codes = (names: readonly string[]): string => names.map(code).join(', ');

const table = (rows: readonly (readonly string[])[]): string =>
  rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');

/** What the machine itself says of a state: its sentence, its actions, its transitions, and the rules that it keeps. */
export function stateBlock(state: StateOutline, outline: Outline, rules: readonly Rule[]): string {
  const own = outline.edges.filter(({ source }) => outline.pathOf(source) === state.path);
  return [`**${state.description}**`, factsOf(state), transitions(own, outline), proofs(rules)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function factsOf({ tags, invokes, entry, exit, initial }: StateOutline): string {
  const facts = [
    ...(tags.length > 0 ? [`status ${codes(tags)}`] : []),
    ...(initial === undefined ? [] : [`begins in ${code(initial)}`]),
    ...(invokes.length > 0 ? [`invokes ${codes(invokes)}`] : []),
    ...(entry.length > 0 ? [`on entry ${codes(entry)}`] : []),
    ...(exit.length > 0 ? [`on exit ${codes(exit)}`] : []),
  ];
  const [first = '', ...rest] = facts;
  return facts.length === 0 ? '' : `${[first.charAt(0).toUpperCase() + first.slice(1), ...rest].join('; ')}.`;
}

function transitions(edges: readonly Edge[], { pathOf, conditionOf }: Outline): string {
  if (edges.length === 0) return '';
  const rows = edges.map((edge) => {
    const { guard } = conditionOf(edge);
    const trigger = { event: code(edge.event), delay: `after ${code(edge.event)}`, always: 'at once' }[
      edge.kind
    ];
    const [target] = edge.targets;
    const to = target === undefined ? 'stays' : code(pathOf(target));
    return [
      trigger,
      guard.replace(/\[(.*)\]/, (_, name) => (name === 'else' ? 'else' : code(name))),
      codes(edge.actions),
      edge.reenter && target === edge.source ? `${to}, anew` : to,
    ];
  });
  return table([['When', 'If', 'Does', 'Then'], ['---', '---', '---', '---'], ...rows]);
}

const proofs = (rules: readonly Rule[]): string =>
  rules.length === 0
    ? ''
    : table([
        ['Rule', 'Test'],
        ['---', '---'],
        ...rules.map(({ rule, test, file }) => [rule, `[${test}](../${file})`]),
      ]);
