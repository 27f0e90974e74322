import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  brokenEdges,
  findCycle,
  importGraph,
  importsOf,
  type Layer,
  reachable,
  readSources,
} from './support/import-graph.ts';

const BASE = ['ports', 'errors', 'close-codes', 'defaults', 'rules'];
const PARTS = ['adapters', 'dialects', 'backoff', 'outbox', 'listeners'];
/** The files that bring machines and ports together. */
const CONNECTION = [
  'connection',
  'connection-actor',
  'hosted-connection',
  'connection-events',
  'connection-host',
  'judgement',
  'link-session',
  'options',
];

const shell: Layer = { units: [...BASE, ...PARTS, ...CONNECTION, 'machines'], packages: ['xstate'] };

/** Which unit of src may import which: the layering of the design. A new folder or file of src states its row here. */
const LAYERS: Readonly<Record<string, Layer>> = {
  ports: { units: [] },
  errors: { units: ['ports'] },
  'close-codes': { units: ['ports'] },
  defaults: { units: ['ports'] },
  rules: { units: ['defaults', 'errors'] },
  // Timers of actors, whose clock the machines do not touch.
  'actor-timers': { units: [], packages: ['xstate'] },
  machines: { units: [...BASE, 'actor-timers'], packages: ['xstate'] },
  adapters: { units: BASE, packages: ['ws', 'node:'] },
  dialects: { units: BASE },
  backoff: { units: BASE },
  outbox: { units: BASE },
  listeners: { units: BASE },
  connection: shell,
  'connection-actor': { units: ['machines'] },
  'hosted-connection': shell,
  'connection-logic': shell,
  'run-connection': { units: ['machines'] },
  lite: { units: [...BASE, ...PARTS, ...CONNECTION, 'machines', 'run-connection'] },
  'lite-websocket': { units: ['lite', 'options', 'websocket'] },
  // What heartwire/machines exports.
  xstate: { units: ['connection-logic', 'machines'] },
  'connection-events': shell,
  'connection-host': shell,
  judgement: shell,
  'link-session': shell,
  options: shell,
  server: { units: [...BASE, 'dialects', 'listeners', 'options', 'machines'], packages: ['ws', 'node:'] },
  presets: { units: [...BASE, 'dialects', 'backoff'] },
  // A client and handlers of requests on top of the dialect of the same name.
  pomelo: { units: [...BASE, 'adapters', 'dialects', 'listeners', 'options', 'outbox', 'connection'] },
  // Both the class and its folder; a transport of the platform is its default, as createConnection's.
  websocket: {
    units: [
      ...[...BASE, 'adapters', 'dialects', 'listeners', 'options', 'outbox', 'machines'],
      ...['connection', 'hosted-connection'],
    ],
  },
  // Of connections and servers it knows the types; test/inspect/imports.node.test.ts says so.
  inspect: {
    units: [
      ...[...BASE, 'listeners', 'options', 'outbox', 'connection', 'machines', 'server'],
      ...['connection-actor', 'actor-timers'],
    ],
    packages: ['xstate'],
  },
  // Runs on Node's environment unless it is given one, and checks options as the connection does.
  presence: { units: [...BASE, 'adapters', 'listeners', 'options'] },
  environments: { units: ['ports', 'adapters'] },
  index: { units: [...BASE, ...PARTS, ...CONNECTION, 'machines'] },
  testing: {
    units: [...BASE, ...PARTS, ...CONNECTION, 'machines', 'presets', 'environments', 'index'],
    packages: ['xstate', 'node:'],
  },
};

const graph = importGraph(readSources(fileURLToPath(new URL('../src', import.meta.url))));

describe('the sources', () => {
  test('import only what their layer may', () => {
    expect(brokenEdges(graph, LAYERS)).toEqual([]);
  });

  test('have no import cycle, types included', () => {
    expect(findCycle(graph)).toBeUndefined();
  });

  test('reach no Node builtin and no ws from the client entry', () => {
    expect(graph.has('index.ts')).toBe(true);
    const ways = [...reachable(graph, 'index.ts')];
    expect(
      ways.filter(([target]) => target === 'ws' || target.startsWith('node:')).map(([, way]) => way),
    ).toEqual([]);
  });
});

describe('the check', () => {
  const fake = (sources: Record<string, string>) => importGraph(new Map(Object.entries(sources)));
  const layers = { ports: { units: [] }, machines: { units: ['ports'], packages: ['xstate'] } };

  test('names the edge from a layer to one above it', () => {
    const sources = {
      'ports/link.ts': "import type { chart } from '../machines/chart.ts';",
      'machines/chart.ts': "import { setup } from 'xstate';\nimport './parts.ts';",
      'machines/parts.ts': "export type { Link } from '../ports/link.ts';",
    };
    expect(brokenEdges(fake(sources), layers)).toEqual(['ports/link.ts → machines/chart.ts']);
  });

  test('names a package, a builtin and a missing file that a layer may not import', () => {
    const sources = { 'machines/chart.ts': "import 'ws';\nimport 'fs';\nimport '../ports/gone.ts';" };
    expect(brokenEdges(fake(sources), layers)).toEqual([
      'machines/chart.ts → ws',
      'machines/chart.ts → node:fs',
      'machines/chart.ts → ports/gone.ts',
    ]);
  });

  test('names a unit that has no layer', () => {
    expect(brokenEdges(fake({ 'helpers.ts': '' }), layers)).toEqual(['helpers: no layer is stated for it']);
  });

  test('names a cycle that only types make', () => {
    const sources = {
      'a.ts': "import './b.ts';",
      'b.ts': "type C = import('./c.ts').C;",
      'c.ts': "export type * from './b.ts';",
    };
    expect(findCycle(fake(sources))).toBe('b.ts → c.ts → b.ts');
  });

  test('names the way to what an entry reaches', () => {
    const sources = { 'index.ts': "export * from './a.ts';", 'a.ts': "const ws = import('ws/lib/x.js');" };
    expect(reachable(fake(sources), 'index.ts').get('ws')).toBe('index.ts → a.ts → ws');
  });

  test('finds every form of import, and none in comments and strings', () => {
    const source = [
      "import a, { type B } from './a.ts';",
      "import type * as c from './c.ts';",
      "import './d.ts';",
      "export { e } from './e.ts';",
      "export * as f from './f.ts';",
      "type G = import('./g.ts').G;",
      "const h = await import('./h.ts');",
      "/** import { ws } from 'comment'; */",
      'const text = "import { ws } from \'string\'";',
      "export const own = `import 'template'`;",
    ].join('\n');
    expect(importsOf('x.ts', source).sort()).toEqual(
      ['a', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => `./${name}.ts`),
    );
  });
});
