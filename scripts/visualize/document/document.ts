import type { Outline, StateOutline } from '../chart/outline.ts';
import { type Rule, rules } from './rules.ts';
import { stateBlock } from './state-block.ts';

/** A generated part, between the comments that name its state; `machine` names the root. */
const BLOCK = /(<!-- state ([\w.]+) -->\n)[\s\S]*?(<!-- \/state -->)/g;

/**
 * Writes what the machine says into a document, state by state, and leaves the story around it alone. Throws where the
 * document leaves a state out, names one that does not exist, or tells of rules that belong to none.
 */
export function withBlocks(document: string, outline: Outline): string {
  const states = new Map(below(outline.root).map((state) => [state.path || outline.root.name, state]));
  const named = [...document.matchAll(BLOCK)].map(([, , name = '']) => name);
  refuse(
    'tells nothing of',
    [...states.keys()].filter((name) => !named.includes(name)),
  );
  refuse(
    'tells of unknown',
    named.filter((name) => !states.has(name)),
  );
  refuse(
    'tells twice of',
    named.filter((name, index) => named.indexOf(name) !== index),
  );
  refuse(
    'has rules of unknown',
    Object.keys(rules).filter((path) => !states.has(path || outline.root.name)),
  );
  return document.replace(BLOCK, (block, open: string, name: string, close: string) => {
    const state = states.get(name);
    return state ? `${open}\n${stateBlock(state, outline, rulesOf(state))}\n\n${close}` : block;
  });
}

const rulesOf = ({ path }: StateOutline): readonly Rule[] => rules[path] ?? [];

const below = (state: StateOutline): StateOutline[] => [state, ...state.children.flatMap(below)];

function refuse(fault: string, states: readonly string[]): void {
  if (states.length > 0) throw new Error(`docs/statechart.md ${fault} ${states.join(', ')}`);
}
