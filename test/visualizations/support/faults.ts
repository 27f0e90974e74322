import {
  type Box,
  contains,
  type Line,
  overlap,
  type Rect,
  type Shapes,
  strokes,
  type Text,
} from './shapes.ts';

/** What is wrong with the places of things in a picture; nothing, where a person would print it. */
export const faultsOf = (shapes: Shapes): string[] => [
  ...shapes.texts.flatMap((text, index) => textFaults(text, shapes.texts.slice(index + 1), shapes)),
  ...linesOf(shapes).flatMap((line) =>
    [...shapes.states.values()].flatMap((box) => boxFaults(line, box, !shapes.starts.includes(line))),
  ),
  ...shapes.ways.flatMap((way, index) => wayFaults(way, shapes.ways, shapes.ways.slice(index + 1))),
  ...[...shapes.states.values()].flatMap((box, index, boxes) => nestingFaults(box, boxes.slice(index + 1))),
];

const linesOf = ({ ways, starts }: Shapes): readonly Line[] => [...ways, ...starts];

const nameOf = ({ from, to, edges: [edge] }: Line): string => `${from} → ${to} (${edge})`;

/** The faults that are there. */
const noted = (faults: Readonly<Record<string, boolean>>): string[] =>
  Object.keys(faults).filter((fault) => faults[fault]);

function textFaults(text: Text, others: readonly Text[], shapes: Shapes): string[] {
  const words = `“${text.text}”`;
  const way = shapes.ways[Number(text.owner.replace('way ', ''))];
  const frame: Rect = shapes.states.get(text.owner) ?? way?.card ?? shapes.sheet;
  const struck = linesOf(shapes).filter((line) => strokes(line).some((stroke) => overlap(stroke, text)));
  return noted({
    [`${words} leaves its frame`]: !contains(frame, text),
    ...Object.fromEntries(others.map((other) => [`${words} is on “${other.text}”`, overlap(text, other)])),
    // A line runs behind its own words, from one side of their card to the other.
    ...Object.fromEntries(struck.map((line) => [`${nameOf(line)} strikes out ${words}`, line !== way])),
  });
}

function boxFaults(line: Line, box: Box, hasWords: boolean): string[] {
  const { path, isLeaf, x, y, width, height } = box;
  const isItsOwn = isAround(path, line.from) || isAround(path, line.to);
  const inner = { x: x + 1, y: y + 1, width: width - 2, height: height - 2 };
  const isInside = strokes(line, 0).some((stroke) => overlap(stroke, inner));
  const isFramed = contains(box, line.card) && !isLeaf;
  return noted({
    [`${nameOf(line)} runs through ${path}`]: isInside && (isLeaf || !isItsOwn),
    [`the words of ${nameOf(line)} lie on ${path}`]: hasWords && overlap(line.card, box) && !isFramed,
  });
}

const isAround = (path: string, inner: string): boolean => path === inner || inner.startsWith(`${path}.`);

const wayFaults = (way: Line, all: readonly Line[], others: readonly Line[]): string[] => [
  ...all
    .filter((other) => other !== way && strokes(other).some((stroke) => overlap(stroke, way.card)))
    .map((other) => `${nameOf(other)} runs through the words of ${nameOf(way)}`),
  ...others
    .filter((other) => overlap(way.card, other.card))
    .map((other) => `the words of ${nameOf(way)} lie on those of ${nameOf(other)}`),
  ...others
    .filter((other) => runsAlong(way, other))
    .map((other) => `${nameOf(way)} runs along ${nameOf(other)}`),
];

const nestingFaults = (box: Box, others: readonly Box[]): string[] =>
  others
    .filter((other) => overlap(box, other))
    .filter((other) => box.path === '' || !isAround(box.path, other.path) || !contains(box, other))
    .map((other) => `${box.path} lies on ${other.path}`);

/** Whether two lines share a stretch, or come so near that they look like one. */
function runsAlong(a: Line, b: Line): boolean {
  const isUpright = ({ width, height }: Rect): boolean => height > width;
  return strokes(a, 6).some((one) =>
    strokes(b, 0.5).some(
      (other) =>
        Math.max(other.width, other.height) > 1.5 &&
        isUpright(one) === isUpright(other) &&
        overlap(one, other),
    ),
  );
}
