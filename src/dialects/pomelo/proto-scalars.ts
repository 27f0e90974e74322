import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/** How a value that is no message looks on the wire. */
export interface Scalar {
  /** The wire type of Protocol Buffers, which Pomelo's readers pass over. */
  readonly wire: number;
  fits(value: unknown): boolean;
  read(reader: ByteReader): unknown;
  /** Only what fits. */
  write(writer: ByteWriter, value: never): void;
}

const isNumber = (value: unknown): boolean => typeof value === 'number';

const scalar = (
  wire: number,
  fits: Scalar['fits'],
  read: Scalar['read'],
  write: Scalar['write'],
): Scalar => ({ wire, fits, read, write });

/** Fractions are cut off, as Pomelo does it. */
const unsigned = scalar(
  0,
  (value) => isNumber(value) && Number(value) >= 0 && Number(value) < 2 ** 53,
  (reader) => reader.varint(),
  (writer, value: number) => writer.varint(Math.trunc(value)),
);

/** Zigzag, `int32` too: Pomelo tells it from `sInt32` by its name alone. */
const signed = scalar(
  0,
  (value) => isNumber(value) && Math.abs(Number(value)) < 2 ** 52,
  (reader) => {
    const value = reader.varint();
    return value % 2 ? -(value + 1) / 2 : value / 2;
  },
  (writer, value: number) => {
    const twice = 2 * Math.trunc(value);
    writer.varint(twice < 0 ? -twice - 1 : twice);
  },
);

const bool = scalar(
  0,
  () => true,
  (reader) => reader.varint() > 0,
  (writer, value) => writer.byte(value ? 1 : 0),
);

const float = (wire: number, size: 4 | 8) =>
  scalar(
    wire,
    isNumber,
    (reader) => reader.float(size),
    (writer, value) => writer.float(value, size),
  );

const string = scalar(
  2,
  (value) => typeof value === 'string',
  (reader) => reader.text(reader.varint()),
  (writer, value) => writer.prefixed((inner) => inner.text(value)),
);

/** By their names in schemas. Lists of them are a count and the values, but for strings. */
export const scalars: ReadonlyMap<string, Scalar> = /* @__PURE__ */ new Map([
  ['uInt32', unsigned],
  ['uInt64', unsigned],
  ['int32', signed],
  ['sInt32', signed],
  ['sInt64', signed],
  ['bool', bool],
  ['double', /* @__PURE__ */ float(1, 8)],
  ['float', /* @__PURE__ */ float(5, 4)],
  ['string', string],
]);

/** Whether a list of them is written as a count and the values. */
export const isPacked = (type: string): boolean => scalars.has(type) && type !== 'string';
