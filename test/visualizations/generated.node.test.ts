import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createMachine } from 'xstate';
import { connectionChart } from '../../scripts/visualize/chart/charts.ts';
import { outlineOf } from '../../scripts/visualize/chart/outline.ts';
import { withBlocks } from '../../scripts/visualize/document/document.ts';
import { rules } from '../../scripts/visualize/document/rules.ts';
import { layoutOf } from '../../scripts/visualize/layout/layout.ts';
import { generatedFiles, staleAmong } from '../../scripts/visualize/main.ts';
import { stately } from '../../scripts/visualize/stately.ts';
import { picture } from '../../scripts/visualize/svg/picture.ts';
import { connectionMachine } from '../../src/machines/connection.ts';
import { edgesOf } from '../../src/testing/edges-of.ts';
import { read, root } from '../docs/support/markdown.ts';
import { faultsOf } from './support/faults.ts';
import { shapesOf } from './support/shapes.ts';

/** ELK lays each chart out many times, and a busy machine takes seconds for it. */
vi.setConfig({ testTimeout: 60_000 });

describe('what npm run visualize writes', () => {
  let first: Awaited<ReturnType<typeof generatedFiles>>;
  beforeAll(async () => {
    first = await generatedFiles();
  }, 60_000);

  test('is what lies on the disk: after a change of a chart, run it again', () => {
    expect(staleAmong(first).map(({ path }) => path)).toEqual([]);
  });

  test('is called stale where a file differs or is not there', () => {
    const path = 'visualizations/connection.svg';
    const files = [
      { path, text: read(path) },
      { path, text: read(path).replace('idle', 'busy') },
      { path: 'visualizations/none.svg', text: '' },
    ];
    expect(staleAmong(files)).toEqual(files.slice(1));
  });

  test('has the same bytes each time', async () => {
    expect(await generatedFiles()).toEqual(first);
  });

  test('names no path of a machine and no time', () => {
    const texts = first.map(({ text }) => text).join('\n');
    expect(texts).not.toMatch(/file:\/\/|\/home\/|\/tmp\/|\b20\d\d-\d\d-\d\d\b/);
  });
});

describe('a chart that changes', () => {
  const changed = createMachine({
    ...plain(connectionMachine.config),
    on: { reconnect: { target: '.closed', actions: 'resetAttempts' } },
  } as object).provide(connectionMachine.implementations as never);

  test('changes its picture, its diagram and its file for Stately Studio', async () => {
    const outline = outlineOf(changed);
    const svg = picture(outline, await layoutOf(outline, connectionChart));
    expect(svg).not.toBe(read('visualizations/connection.svg'));
    const drawn = shapesOf(svg);
    const ids = [...drawn.states.values(), ...drawn.ways].flatMap(({ edges }) => edges);
    expect([...ids].sort()).toEqual(
      edgesOf(changed)
        .map(({ id }) => id)
        .sort(),
    );
    expect(stately({ ...connectionChart, machine: changed })).not.toBe(
      read('visualizations/connection.stately.ts'),
    );
  });

  test.each([
    ['live.open.alive', 'failed'],
    ['live.closing', 'idle'],
    ['offline', 'failed'],
  ])('is drawn as well when a transition from %s to %s comes in', async (from, to) => {
    const outline = outlineOf(withTransition(from, to));
    const svg = picture(outline, await layoutOf(outline, connectionChart));
    expect(shapesOf(svg).ways.map(({ edges }) => edges)).toContainEqual([`${from}: some.event → ${to}`]);
    expect(faultsOf(shapesOf(svg))).toEqual([]);
  });

  test('is refused by name where a stub has no value', () => {
    const { keepAlive: _, ...delays } = connectionChart.delays;
    expect(() => stately({ ...connectionChart, delays })).toThrow(
      'no default is known of the delay keepAlive',
    );
    expect(() => stately({ ...connectionChart, ordinarily: ['isGone'] })).toThrow(
      'no guard of connection is called isGone',
    );
  });

  test('is refused where a transition has several targets, which nothing here can draw', () => {
    const parallel = createMachine({
      id: 'parallel',
      type: 'parallel',
      states: {
        a: { initial: 'a1', states: { a1: {}, a2: {} } },
        b: { initial: 'b1', states: { b1: {}, b2: {} } },
      },
      on: { both: { target: ['.a.a2', '.b.b2'] } },
    });
    expect(() => outlineOf(parallel)).toThrow('no way to draw several targets');
  });
});

describe('docs/statechart.md', () => {
  const document = read('docs/statechart.md');
  const outline = outlineOf(connectionMachine);

  test('must tell of every state once, and of no other', () => {
    const without = document.replace(/<!-- state lost -->[\s\S]*?<!-- \/state -->/, '');
    expect(() => withBlocks(without, outline)).toThrow('tells nothing of lost');
    expect(() => withBlocks(`${document}<!-- state gone -->\n<!-- /state -->`, outline)).toThrow(
      'tells of unknown gone',
    );
    expect(() => withBlocks(`${document}<!-- state lost -->\n<!-- /state -->`, outline)).toThrow(
      'tells twice of lost',
    );
  });

  test('keeps the story around what is generated', () => {
    const empty = document.replaceAll(/(<!-- state [\w.]+ -->\n)[\s\S]*?(<!-- \/state -->)/g, '$1$2');
    expect(empty.length).toBeLessThan(document.length);
    expect(withBlocks(empty, outline)).toBe(document);
  });

  test('has every transition of the machine as a row', () => {
    const rows = document
      .split('\n')
      .filter((line) => /^\| (`|after `|at once)/.test(line) && line.split(' | ').length === 4);
    const transitions = rows.filter((row) => !row.includes('](../test/'));
    expect(transitions.length).toBe(edgesOf(connectionMachine).length);
  });

  test.each(['docs/statechart.md', 'visualizations/README.md'])('%s links to files that exist', (path) => {
    const links = [...read(path).matchAll(/(?:\]\(|src=")(?!https?:)([^)"#]+)/g)].map(([, to = '']) => to);
    const missing = links.filter((to) => !existsSync(root + posix.join(posix.dirname(path), to)));
    expect([links.length > 5, missing]).toEqual([true, []]);
  });

  test('gives every state a rule', () => {
    const states = edgesOf(connectionMachine).flatMap(({ source, targets }) => [source, ...targets]);
    const paths = [...new Set(states)].map((id) => id.split('.').slice(1).join('.'));
    expect(paths.filter((path) => !rules[path]?.length)).toEqual([]);
  });

  test.each(Object.values(rules).flat())('names a test that exists: $test', ({ test: title, file }) => {
    const source = read(file);
    const quotes = ["'", '"', '`'].map((quote) => `${quote}${title}${quote}`);
    expect(
      quotes.reduce((sum, quote) => sum + source.split(quote).length - 1, 0),
      `${title} in ${file}`,
    ).toBe(1);
  });
});

interface State {
  on?: Record<string, unknown>;
  states?: Record<string, State>;
}

/** A config without the functions in it: what makes the graph. */
const plain = (config: object): State => JSON.parse(JSON.stringify(config));

/** The connection with one transition more. */
function withTransition(from: string, to: string) {
  const config = plain(connectionMachine.config);
  const state = from.split('.').reduce<State | undefined>((node, key) => node?.states?.[key], config);
  if (!state) throw new Error(`no state ${from}`);
  state.on = { ...state.on, 'some.event': { target: `#connection.${to}`, actions: 'someAction' } };
  return createMachine(config as object);
}
