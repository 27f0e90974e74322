import type { AnyStateNode } from 'xstate';
import { type Edge, edgesOf } from '../../src/testing/edges-of.ts';
import type { Chart } from './chart/charts.ts';

/**
 * Writes a machine as a file of its own that Stately Studio can import: its config without functions, and a stub for each name
 * in it. The stubs go the ordinary way, so that a simulator gets somewhere.
 */
export function stately({ name, machine, ordinarily, delays }: Chart): string {
  const config = { context: {}, ...plain(machine.config) };
  const names = namesIn(machine.root, edgesOf(machine));
  const unknown = ordinarily.filter((guard) => !names.guards.includes(guard));
  if (unknown.length > 0) throw new Error(`no guard of ${name} is called ${unknown.join(', ')}`);
  const stubs = [
    stubsOf('actions', names.actions, () => '() => {}'),
    stubsOf('guards', names.guards, (guard) => `() => ${ordinarily.includes(guard)}`),
    stubsOf('delays', names.delays, (delay) => delayOf(delay, delays)),
    stubsOf('actors', names.actors, () => 'fromCallback(() => {})'),
  ];
  return `// Written by \`npm run visualize\`: change the chart, not this file.
// Paste all of it into Stately Studio, by “Import from code”. Each name below the chart is a stub that takes the ordinary way.
import { ${names.actors.length > 0 ? 'createMachine, fromCallback' : 'createMachine'} } from 'xstate';

export const machine = createMachine(
  ${written(config, '  ')},
  {
${stubs.filter((stub) => stub !== '').join('\n')}
  },
);
`;
}

function delayOf(delay: string, delays: Chart['delays']): string {
  const value = delays[delay];
  if (value === undefined) throw new Error(`no default is known of the delay ${delay}`);
  return digits(value);
}

/** As people write numbers in code: 25_000. */
const digits = (value: number): string => String(value).replaceAll(/\B(?=(\d{3})+(?!\d))/g, '_');

function namesIn(root: AnyStateNode, edges: readonly Edge[]) {
  const parts = {
    actions: new Set<string>(),
    guards: new Set<string>(),
    delays: new Set<string>(),
    actors: new Set<string>(),
  };
  for (const { kind, event, guard, actions } of edges) {
    for (const action of actions) parts.actions.add(action);
    if (guard !== undefined) parts.guards.add(guard);
    if (kind === 'delay') parts.delays.add(event);
  }
  const walk = ({ config: { entry, exit }, invoke, states }: AnyStateNode): void => {
    for (const action of [entry ?? [], exit ?? []].flat()) parts.actions.add(String(action));
    for (const { src } of invoke) parts.actors.add(String(src));
    for (const child of Object.values(states)) walk(child);
  };
  walk(root);
  return {
    actions: [...parts.actions].sort(),
    guards: [...parts.guards].sort(),
    delays: [...parts.delays].sort(),
    actors: [...parts.actors].sort(),
  };
}

const stubsOf = (kind: string, names: readonly string[], stub: (name: string) => string): string =>
  names.length === 0
    ? ''
    : [`    ${kind}: {`, ...names.map((name) => `      ${keyed(name)}: ${stub(name)},`), '    },'].join('\n');

type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** A config without the functions in it, and without the names of types. */
function plain(config: object): Record<string, Plain> {
  const value = (part: unknown): Plain | undefined => {
    if (part === undefined || typeof part === 'function') return undefined;
    if (Array.isArray(part)) return part.flatMap((each) => value(each) ?? []);
    return typeof part === 'object' && part !== null ? plain(part) : (part as Plain);
  };
  const entries = Object.entries(config).flatMap(([key, part]): [string, Plain][] => {
    const kept = key === 'types' ? undefined : value(part);
    return kept === undefined ? [] : [[key, kept]];
  });
  return Object.fromEntries(entries);
}

const WIDTH = 110;

/** A value as code: on one line where it fits. */
function written(value: Plain, indent: string): string {
  const short = onOneLine(value);
  if (short.length + indent.length <= WIDTH - 20 && !short.includes('states: {')) return short;
  const inner = `${indent}  `;
  if (Array.isArray(value))
    return `[\n${value.map((each) => `${inner}${written(each, inner)},\n`).join('')}${indent}]`;
  if (typeof value !== 'object' || value === null) return short;
  const lines = Object.entries(value).map(
    ([key, each]) => `${inner}${keyed(key)}: ${written(each, inner)},\n`,
  );
  return `{\n${lines.join('')}${indent}}`;
}

function onOneLine(value: Plain): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null)
    return typeof value === 'number' ? digits(value) : String(value);
  const entries = Object.entries(value).map(([key, each]) => `${keyed(key)}: ${onOneLine(each)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

const quoted = (text: string): string =>
  text.includes("'") ? JSON.stringify(text) : `'${text.replaceAll('\\', '\\\\')}'`;

const keyed = (key: string): string => (/^[a-z_$][\w$]*$/i.test(key) ? key : quoted(key));
