import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { posix, sep } from 'node:path';
import { parseSync, Visitor } from 'vite';

/** What each file imports: files by their path below the root, packages by name, Node builtins with `node:`. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** What the files of one unit, a folder or a file of the root, may import besides each other. */
export interface Layer {
  readonly units: readonly string[];
  /** Names of packages; `node:` stands for every Node builtin. */
  readonly packages?: readonly string[];
}

/** The specifiers that a TypeScript source imports: static, dynamic, re-exported, and in types. */
export function importsOf(path: string, source: string): string[] {
  const { program, errors } = parseSync(path, source);
  if (errors[0]) throw new SyntaxError(`${path}: ${errors[0].message}`);
  const specifiers: string[] = [];
  const collect = (node: { source?: unknown }) => {
    const value = (node.source as { value?: unknown } | null | undefined)?.value;
    if (typeof value === 'string') specifiers.push(value);
  };
  new Visitor({
    ImportDeclaration: collect,
    ExportNamedDeclaration: collect,
    ExportAllDeclaration: collect,
    ImportExpression: collect,
    TSImportType: collect,
  }).visit(program);
  return specifiers;
}

/** The graph of sources given by path. */
export function importGraph(sources: ReadonlyMap<string, string>): ImportGraph {
  return new Map(
    [...sources].map(([path, source]) => [path, importsOf(path, source).map((name) => resolve(path, name))]),
  );
}

function resolve(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  if (isBuiltin(specifier)) return specifier.startsWith('node:') ? specifier : `node:${specifier}`;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** The text of every TypeScript file below `root`, by its path there. */
export function readSources(root: string): Map<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.tsx?$/.test(path),
  );
  return new Map(paths.map((path) => [path.split(sep).join('/'), readFileSync(`${root}/${path}`, 'utf8')]));
}

function unitOf(path: string): string {
  return path.split('/')[0]?.replace(/\.tsx?$/, '') ?? path;
}

/** Each edge that the layers do not allow, as `from → to`, and each unit that they do not know. */
export function brokenEdges(graph: ImportGraph, layers: Readonly<Record<string, Layer>>): string[] {
  const broken = new Set<string>();
  for (const [from, targets] of graph) {
    const unit = unitOf(from);
    const layer = layers[unit];
    if (layer) {
      for (const to of targets) if (!isAllowed(graph, unit, layer, to)) broken.add(`${from} → ${to}`);
    } else broken.add(`${unit}: no layer is stated for it`);
  }
  return [...broken];
}

function isAllowed(graph: ImportGraph, unit: string, { units, packages = [] }: Layer, to: string): boolean {
  if (graph.has(to)) return unitOf(to) === unit || units.includes(unitOf(to));
  return packages.includes(to) || (to.startsWith('node:') && packages.includes('node:'));
}

/** The first cycle found, as `a → b → a`; `undefined` where there is none. */
export function findCycle(graph: ImportGraph): string | undefined {
  const finished = new Set<string>();
  const walk = (file: string, trail: readonly string[]): string | undefined => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file].join(' → ');
    if (finished.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const cycle = walk(next, [...trail, file]);
      if (cycle) return cycle;
    }
    finished.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = walk(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}

/** The shortest way from `entry` to each thing that it reaches, as `entry → … → thing`. */
export function reachable(graph: ImportGraph, entry: string): Map<string, string> {
  const ways = new Map([[entry, entry]]);
  for (const [file, way] of ways) {
    for (const next of graph.get(file) ?? []) if (!ways.has(next)) ways.set(next, `${way} → ${next}`);
  }
  return ways;
}
