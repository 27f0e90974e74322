import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Manifest {
  readonly exports: Readonly<
    Record<string, string | null | { readonly types: string; readonly default: string }>
  >;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
}

const manifest: Manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const entries = Object.entries(manifest.exports).flatMap(([path, target]) =>
  // null: a file beside the public ones that is not for import.
  target === null || typeof target === 'string' ? [] : [{ path, target }],
);

/** Units of src that nobody imports by a path of their own: what of them is public comes through `index`. */
const INTERNAL = [
  'actor-timers',
  'adapters',
  'close-codes',
  'connection',
  'connection-actor',
  'connection-events',
  'connection-host',
  'connection-logic',
  'defaults',
  'errors',
  'hosted-connection',
  'judgement',
  'link-session',
  'listeners',
  'machines',
  'options',
  'outbox',
  'ports',
  'rules',
  'run-connection',
];

function sourceOf(target: string): string {
  return target.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts');
}

/** The source files that an export's target stands for. */
function sourcesOf(target: string): string[] {
  const source = sourceOf(target);
  if (!source.includes('*')) return existsSync(root + source) ? [source] : [];
  const [folder = ''] = source.split('*');
  return readdirSync(root + folder).flatMap((name) => (name.endsWith('.ts') ? `${folder}${name}` : []));
}

describe('package.json', () => {
  test.each(entries)('exports $path from sources that exist', ({ target }) => {
    expect(sourcesOf(target.default)).not.toEqual([]);
  });

  test.each(entries)('gives the types of $path first, from the same source', ({ target }) => {
    expect(Object.entries(target)).toEqual([
      ['types', target.default.replace(/\.js$/, '.d.ts')],
      ['default', target.default],
    ]);
  });

  test('exports every unit of src that is not internal', () => {
    const units = readdirSync(`${root}src`).map((name) => basename(name, '.ts'));
    const exported = entries.map(({ target }) =>
      basename(sourceOf(target.default).split('/')[1] ?? '', '.ts'),
    );
    expect(units.filter((unit) => !INTERNAL.includes(unit) && !exported.includes(unit))).toEqual([]);
  });

  test('asks for xstate and nothing else, and leaves ws, redis and the inspector to who uses them', () => {
    expect(Object.keys(manifest.dependencies)).toEqual(['xstate']);
    expect(manifest.peerDependencies).toEqual({ '@statelyai/inspect': '>=0.7', redis: '>=5', ws: '>=8' });
    expect(manifest.peerDependenciesMeta).toEqual({
      '@statelyai/inspect': { optional: true },
      redis: { optional: true },
      ws: { optional: true },
    });
  });
});
