import { describe, expect, test } from 'vitest';
import { charts } from '../../scripts/visualize/chart/charts.ts';
import { edgesOf } from '../../src/testing/edges-of.ts';
import { read } from '../docs/support/markdown.ts';
import { faultsOf } from './support/faults.ts';
import { type Box, shapesOf } from './support/shapes.ts';

const onBorder = ({ x, y, width, height }: Box, point: { x: number; y: number }): boolean => {
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 0.3;
  const isBeside = point.y >= y - 0.3 && point.y <= y + height + 0.3;
  const isAbove = point.x >= x - 0.3 && point.x <= x + width + 0.3;
  return (
    (isBeside && (near(point.x, x) || near(point.x, x + width))) ||
    (isAbove && (near(point.y, y) || near(point.y, y + height)))
  );
};

describe.each(charts)('the picture of the $name', ({ name, machine }) => {
  const svg = read(`visualizations/${name}.svg`);
  const shapes = shapesOf(svg);
  const edges = edgesOf(machine);
  const pathOf = (id: string): string => id.split('.').slice(1).join('.');

  test('has every edge of the machine once, and no other', () => {
    const drawn = [
      ...[...shapes.states.values()].flatMap((box) => box.edges),
      ...shapes.ways.flatMap((way) => way.edges),
    ];
    expect([...drawn].sort()).toEqual(edges.map(({ id }) => id).sort());
  });

  test('leads each edge from its source to its target, in the colour of its kind', () => {
    const drawn = shapes.ways.flatMap(({ from, to, kind, edges: own }) =>
      own.map((id) => [id, from, to, kind]),
    );
    const wanted = edges.map(({ id, source, targets, kind }) => [
      id,
      pathOf(source),
      pathOf(targets[0] ?? source),
      kind,
    ]);
    expect(wanted).toEqual(expect.arrayContaining(drawn));
    const inside = [...shapes.states.values()].flatMap(({ path, edges: own }) => own.map((id) => [id, path]));
    expect(edges.map(({ id, source }) => [id, pathOf(source)])).toEqual(expect.arrayContaining(inside));
  });

  test('writes an edge inside its state only where it does not lead out of it', () => {
    const inside = new Set([...shapes.states.values()].flatMap((box) => box.edges));
    const wanted = edges.filter(({ source, targets: [target = source] }) => {
      if (source === machine.id) return target === source;
      return `${source}.`.startsWith(`${target}.`) || `${target}.`.startsWith(`${source}.`);
    });
    expect([...inside].sort()).toEqual(wanted.map(({ id }) => id).sort());
  });

  test('has every state with its tag and its description', () => {
    const below = (node: typeof machine.root): (typeof machine.root)[] => [
      node,
      ...Object.values(node.states).flatMap((child) => below(child as typeof machine.root)),
    ];
    const drawn = [...shapes.states.values()].filter(({ path }) => path !== '');
    expect(drawn.map(({ path, tag, description }) => [path, tag, description]).sort()).toEqual(
      below(machine.root)
        .slice(1)
        .map(({ path, tags, description }) => [path.join('.'), tags[0], description])
        .sort(),
    );
  });

  test('begins and ends each line at the border of its states', () => {
    const loose = shapes.ways.filter(({ from, to, points }) => {
      const [start, end] = [points[0], points.at(-1)];
      const [fromBox, toBox] = [shapes.states.get(from), shapes.states.get(to)];
      return !start || !end || !fromBox || !toBox || !onBorder(fromBox, start) || !onBorder(toBox, end);
    });
    expect(loose).toEqual([]);
  });

  test('has no line through a state or through words, and no words on others', () => {
    expect(faultsOf(shapes)).toEqual([]);
  });

  test('has words that are not smaller than 9 px at a width of 900', () => {
    expect(12 * Math.min(1, 900 / shapes.sheet.width)).toBeGreaterThanOrEqual(9);
  });

  test('stands by itself: it loads nothing and runs nothing, and has colours for light and dark', () => {
    expect(svg).not.toMatch(/<script|<image|<use|<foreignObject|\son\w+=|@import|url\(|href=/);
    expect(svg).toContain('@media (prefers-color-scheme:dark)');
  });
});

describe('the main path of the connection', () => {
  const { states } = shapesOf(read('visualizations/connection.svg'));
  const box = (path: string): Box => states.get(path) as Box;

  test('leads from top to bottom', () => {
    const path = [
      'idle',
      'live.connecting.dialing',
      'live.connecting.handshaking',
      'live.open.alive',
      'live.open.awaitingPong',
    ];
    const heights = path.map((state) => box(state).y);
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
  });

  test('has all trouble on its right', () => {
    const right = box('live').x + box('live').width;
    const aside = ['lost', 'backoff', 'offline', 'closed', 'failed'].filter((state) => box(state).x <= right);
    expect(aside).toEqual([]);
  });
});

describe('the check of places', () => {
  const svg = read('visualizations/connection.svg');
  const way = /<g class="way event"[\s\S]*?<\/rect>|<g class="way event"[^\n]*/.exec(svg)?.[0] ?? '';

  test('finds words that lie on others', () => {
    const [card = ''] = /<rect [^>]*class="card"[^>]*>/.exec(way) ?? [];
    const shifted = svg.replace(card, card.replace(/y="[^"]*"/, 'y="700"').replace(/x="[^"]*"/, 'x="300"'));
    expect(faultsOf(shapesOf(shifted))).not.toEqual([]);
  });

  test('finds a line through a state', () => {
    const [line = ''] = /<path class="line" d="M[^"]*"\/>/.exec(way) ?? [];
    const crooked = svg.replace(line, '<path class="line" d="M0 500L1000 500"/>');
    expect(faultsOf(shapesOf(crooked)).some((fault) => fault.includes('runs through'))).toBe(true);
  });

  test('finds words too wide for their frame', () => {
    const wide = svg.replace(/(class="name bold"[^>]*textLength=)"[^"]*"/, '$1"900"');
    expect(faultsOf(shapesOf(wide)).some((fault) => fault.includes('leaves its frame'))).toBe(true);
  });
});
