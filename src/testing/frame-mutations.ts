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
  for (const fields of fieldsOf(frame)) {
    for (const [index] of fields.entries()) {
      yield object(fields.filter((_, at) => at !== index));
      for (const value of wrongValues) yield replaced(fields, index, value);
    }
    for (const key of prototypeKeys) {
      for (const value of [...wrongValues, object(fields)]) {
        yield object([...fields, [key, value]]);
        yield object([[key, value]]);
      }
    }
  }
}

/** JSON nested deeper than any stack, alone and in the place of each field of a frame. */
export function* nestedFrames(frame: Frame): Generator<Frame> {
  yield* [deepArray, deepObject, deepArray.slice(0, DEPTH), deepObject.slice(0, 5 * DEPTH)];
  for (const fields of fieldsOf(frame)) {
    for (const [index] of fields.entries()) {
      yield replaced(fields, index, deepArray);
      yield replaced(fields, index, deepObject);
    }
    yield object([...fields, ['more', deepArray]]);
  }
}

type Field = readonly [key: string, json: string];

/** The fields of a JSON object, or nothing. */
function fieldsOf(frame: Frame): readonly (readonly Field[])[] {
  if (typeof frame !== 'string' || !frame.startsWith('{')) return [];
  const fields = Object.entries(JSON.parse(frame) as object);
  return [fields.map(([key, value]): Field => [key, JSON.stringify(value)])];
}

function replaced(fields: readonly Field[], index: number, json: string): string {
  return object(fields.map((field, at) => (at === index ? [field[0], json] : field)));
}

function object(fields: readonly Field[]): string {
  return `{${fields.map(([key, json]) => `${JSON.stringify(key)}:${json}`).join()}}`;
}
