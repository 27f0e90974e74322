import type { Frame } from '../ports/transport.ts';

const DEPTH = 20_000;
const deepArray = '['.repeat(DEPTH) + ']'.repeat(DEPTH);
const deepObject = `${'{"a":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}`;
const wrongValues = [
  'null',
  'true',
  '0',
  '-1',
  '1e999',
  '""',
  '"toString"',
  '[]',
  '{}',
  '[null]',
  '{"length":-1}',
];
const prototypeKeys = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'toJSON',
];

/** Frames that no protocol means: empty, odd, and 200 drawn by a fixed sequence, as text and as binary. */
export function* garbageFrames(): Generator<Frame> {
  yield* [
    '',
    ' ',
    '\0',
    '\u{1f49a}',
    '\ud800',
    '\ufeff{}',
    'null',
    'true',
    '0',
    '""',
    '[]',
    '{}',
    '{"',
    '[[[',
    '-',
    'NaN',
  ];
  yield* [new ArrayBuffer(0), new ArrayBuffer(1), new ArrayBuffer(65_536), 'x'.repeat(1_048_576)];
  let state = 1;
  for (let count = 0; count < 200; count++) {
    const bytes = Uint8Array.from({ length: count }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    });
    yield bytes.buffer;
    yield String.fromCharCode(...bytes);
  }
}

/** A frame cut at every place, and where it is a JSON object, with each field wrong, gone or doubled, and with prototypes' keys. */
export function* brokenFrames(frame: Frame): Generator<Frame> {
  if (typeof frame !== 'string') {
    if (frame instanceof ArrayBuffer)
      for (let end = 0; end < frame.byteLength; end++) yield frame.slice(0, end);
    return;
  }
  for (let end = 0; end < frame.length; end++) yield frame.slice(0, end);
  yield frame + frame;
  for (const { fields, framed } of objectsIn(frame)) {
    for (const [index] of fields.entries()) {
      yield framed(fields.filter((_, at) => at !== index));
      for (const value of wrongValues) yield framed(replaced(fields, index, value));
    }
    for (const key of prototypeKeys) {
      for (const value of [...wrongValues, object(fields)]) {
        yield framed([...fields, [key, value]]);
        yield framed([[key, value]]);
      }
    }
  }
}

/** JSON nested deeper than any stack, alone and in the place of each field of a frame. */
export function* nestedFrames(frame: Frame): Generator<Frame> {
  yield* [deepArray, deepObject, deepArray.slice(0, DEPTH), deepObject.slice(0, 5 * DEPTH)];
  for (const { fields, framed } of objectsIn(frame)) {
    for (const [index] of fields.entries()) {
      yield framed(replaced(fields, index, deepArray));
      yield framed(replaced(fields, index, deepObject));
    }
    yield framed([...fields, ['more', deepArray]]);
  }
}

type Field = readonly [key: string, json: string];

/** The JSON object that a frame is, with what a protocol puts before and behind it (a type of packet, a record's end); or nothing. */
function* objectsIn(
  frame: Frame,
): Generator<{ readonly fields: readonly Field[]; framed(fields: readonly Field[]): string }> {
  if (typeof frame !== 'string') return;
  const [start, end] = [frame.indexOf('{'), frame.lastIndexOf('}') + 1];
  const fields = fieldsOf(frame.slice(start, end));
  if (fields) yield { fields, framed: (other) => frame.slice(0, start) + object(other) + frame.slice(end) };
}

/** The fields of a JSON object, or nothing. */
function fieldsOf(json: string): readonly Field[] | undefined {
  if (!json.startsWith('{')) return undefined;
  try {
    const fields = Object.entries(JSON.parse(json) as object);
    return fields.map(([key, value]): Field => [key, JSON.stringify(value)]);
  } catch {
    // Several objects, or none.
    return undefined;
  }
}

function replaced(fields: readonly Field[], index: number, json: string): readonly Field[] {
  return fields.map((field, at) => (at === index ? [field[0], json] : field));
}

function object(fields: readonly Field[]): string {
  return `{${fields.map(([key, json]) => `${JSON.stringify(key)}:${json}`).join()}}`;
}
