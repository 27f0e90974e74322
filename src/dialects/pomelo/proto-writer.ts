import { isObject } from '../json-frames.ts';
import type { ByteWriter } from './byte-writer.ts';
import { unwritable } from './faults.ts';
import { isPacked, scalars } from './proto-scalars.ts';
import { entryTypes, type Field, MAX_DEPTH, messageType, type Schema, type Schemas } from './proto-schema.ts';

/**
 * Writes a message as pomelo-protobuf, its fields in the order in which it has them; throws `ERR_HEARTWIRE_INVALID_MESSAGE` on what
 * its schema does not allow.
 */
export function writeProto(
  writer: ByteWriter,
  message: unknown,
  schema: Schema,
  schemas: Schemas,
  depth = 0,
): void {
  if (!isObject(message) || depth === MAX_DEPTH) throw unfit('it');
  for (const { name, option } of schema.fields.values()) {
    if (option === 'required' && message[name] === undefined) throw unfit(name);
  }

  function put(field: Field, value: unknown, type = field.type): void {
    const scalar = scalars.get(type);
    const nested = scalar ? undefined : messageType(type, schema, schemas);
    if (nested) writer.prefixed((inner) => writeProto(inner, value, nested, schemas, depth + 1));
    else if (scalar?.fits(value)) scalar.write(writer, value as never);
    else throw unfit(field.name);
  }

  /** Several values, or keys with values. */
  function putAll(
    field: Field,
    rows: readonly (readonly unknown[])[],
    types: readonly string[] | undefined = entryTypes(field.type, schema, schemas),
  ): void {
    if (!types) throw unfit(field.name);
    const isCounted = field.option !== 'repeated' || isPacked(field.type);
    if (isCounted && (rows.length > 0 || field.option === 'map')) {
      putTag(writer, field);
      writer.varint(rows.length);
    }
    for (const row of rows) {
      if (!isCounted) putTag(writer, field);
      for (const [index, type] of types.entries()) put(field, row[index], type);
    }
  }

  for (const [name, value] of Object.entries(message)) {
    const field = schema.fields.get(name);
    if (!field || value === undefined) continue;
    if (field.option === 'required' || field.option === 'optional') {
      putTag(writer, field);
      put(field, value);
    } else if (field.option === 'repeated' && Array.isArray(value)) {
      putAll(
        field,
        value.map((each) => [each]),
        [field.type],
      );
    } else if (field.option !== 'repeated' && typeof value === 'object' && !Array.isArray(value)) {
      if (value) putAll(field, value instanceof Map ? [...value] : Object.entries(value));
    } else if (value !== null) throw unfit(name);
  }
}

const putTag = (writer: ByteWriter, { type, tag }: Field): void =>
  writer.varint(tag * 8 + (scalars.get(type)?.wire ?? 2));

const unfit = (name: string) => unwritable(`whose schema does not allow ${name}`);
