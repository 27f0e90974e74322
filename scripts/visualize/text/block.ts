import type { Edge } from '../../../src/testing/edges-of.ts';
import type { ConditionOf, Outline, StateOutline, Step, Way } from '../chart/outline.ts';
import { type Word, widthOf } from './font.ts';

/** A line of text. */
export interface Row {
  readonly words: readonly Word[];
  /** Free room before the first word. */
  readonly indent: number;
  /** The edge that the line stands for. */
  readonly edge?: Edge;
  /** Drawn before the words: it stays in its state, or enters one anew. */
  readonly icon?: 'stays' | 'anew';
}

/** Lines below each other. */
export interface Block {
  readonly rows: readonly Row[];
  readonly width: number;
  readonly height: number;
}

const TITLE_SIZE = 15;
export const TEXT_SIZE = 12;
const ROW_HEIGHT = 16;
const TITLE_HEIGHT = 22;
const ICON_WIDTH = 15;

/** Past this width a line is broken, if it can be. */
const LABEL_WIDTH = 122;
const FACE_WIDTH = { leaf: 190, group: 290 };

export const heightOf = ({ words: [first] }: Row): number =>
  first?.size === TITLE_SIZE ? TITLE_HEIGHT : ROW_HEIGHT;

const word = (text: string, tone: string, weight: Word['weight'] = 'regular'): Word => ({
  text,
  tone,
  weight,
  size: TEXT_SIZE,
});

const space = widthOf({ text: ' ', size: TEXT_SIZE, weight: 'regular' });

/** Where each word of a line begins. */
export function placesOf({ words, indent }: Row): readonly number[] {
  let x = indent;
  return words.map((each) => {
    const place = x;
    x += widthOf(each) + space;
    return place;
  });
}

const widthOfRow = (row: Row): number => {
  const last = row.words.at(-1);
  return last ? (placesOf(row).at(-1) ?? 0) + widthOf(last) : 0;
};

const blockOf = (rows: readonly Row[]): Block => ({
  rows,
  width: Math.ceil(Math.max(0, ...rows.map(widthOfRow))),
  height: rows.reduce((sum, row) => sum + heightOf(row), 0),
});

/** Sets words behind each other, and the rest on further lines where they get too long; those stand in by `hang`. */
function wrapped(first: Row, most: number, hang: number): Row[] {
  const rows: Row[] = [];
  let row: Row = { ...first, words: [] };
  for (const each of first.words) {
    const longer = { ...row, words: [...row.words, each] };
    if (row.words.length > 0 && widthOfRow(longer) > most) {
      rows.push(row);
      row = { indent: hang, words: [each] };
    } else row = longer;
  }
  return [...rows, row];
}

const listed = (names: readonly string[]): string[] =>
  names.map((name, index) => (index < names.length - 1 ? `${name},` : name));

const does = (actions: readonly string[]): Word[] =>
  listed(actions).map((name, index) => word(index === 0 ? `/ ${name}` : name, 'act'));

/** What stands on a line between states. */
export const labelOf = (way: Way, { conditionOf }: Outline): Block =>
  blockOf(way.steps.flatMap((step) => stepRows(step, way.kind, conditionOf)));

function stepRows({ edges, guard, actions }: Step, kind: Edge['kind'], conditionOf: ConditionOf): Row[] {
  const triggers = edges.map((edge): Row => {
    const { trigger } = conditionOf(edge);
    return { words: trigger === '' ? [] : [word(trigger, kind, 'bold')], indent: 0, edge };
  });
  const condition = guard === '' ? [] : [word(guard, 'ask')];
  const rest = [...condition, ...does(actions)];
  const last = triggers.at(-1);
  if (!last) return [];
  if (last.words.length === 0) {
    const words = rest.length > 0 ? rest : [word('always', kind, 'bold')];
    return wrapped({ ...last, words }, LABEL_WIDTH, space * 2);
  }
  const isShort =
    triggers.length === 1 && widthOfRow({ ...last, words: [...last.words, ...condition] }) <= LABEL_WIDTH;
  if (isShort) return wrapped({ ...last, words: [...last.words, ...rest] }, LABEL_WIDTH, space * 2);
  return [
    ...triggers,
    ...(rest.length > 0 ? wrapped({ words: rest, indent: space * 2 }, LABEL_WIDTH, space * 2) : []),
  ];
}

/** What stands in a state's box: its name, what it does on entry and exit, what it invokes, and edges that stay within it. */
export function faceOf(state: StateOutline, outline: Outline): Block {
  const title = { text: state.name, size: TITLE_SIZE, weight: 'bold', tone: 'name' } as const;
  const tags = state.tags.map((tag) => word(`#${tag}`, 'tag'));
  const parts = [
    ...state.invokes.map((name) => ['invoke', [name]] as const),
    ['entry', state.entry] as const,
    ['exit', state.exit] as const,
  ];
  const hang = 10;
  const most = FACE_WIDTH[state.children.length > 0 ? 'group' : 'leaf'];
  return blockOf([
    { words: [title, ...tags], indent: 0 },
    ...parts
      .filter(([, names]) => names.length > 0)
      .flatMap(([part, names]) =>
        wrapped({ words: [word(part, 'part'), ...does(names)], indent: 0 }, most, hang),
      ),
    ...state.own.flatMap((edge) => wrapped(ownRow(edge, state, outline), most, ICON_WIDTH)),
  ]);
}

function ownRow(edge: Edge, { path }: StateOutline, { conditionOf, pathOf }: Outline): Row {
  const { trigger, guard } = conditionOf(edge);
  const to = edge.targets.map(pathOf)[0] ?? path;
  const elsewhere = to === path ? [] : [word(`→ ${to.split('.').at(-1)}`, 'ask')];
  return {
    words: [
      word(trigger || 'always', edge.kind, 'bold'),
      ...(guard === '' ? [] : [word(guard, 'ask')]),
      ...does(edge.actions),
      ...elsewhere,
    ],
    indent: ICON_WIDTH,
    edge,
    icon: to === path && !edge.reenter ? 'stays' : 'anew',
  };
}
