import type { ByteReader } from './byte-reader.ts';
import { broken } from './faults.ts';
import { isPacked, scalars } from './proto-scalars.ts';
import { entryTypes, MAX_DEPTH, messageType, type Schema, type Schemas } from './proto-schema.ts';

const ordinary = { writable: true, enumerable: true, configurable: true };

/** Reads a pomelo-protobuf message up to `end`; throws `ERR_HEARTWIRE_BAD_FRAME` on what is not of the schema. */
export function readProto(
  reader: ByteReader,
  schema: Schema,
  schemas: Schemas,
  end = reader.end,
  depth = 0,
): unknown {
  if (depth === MAX_DEPTH) throw unknown();
  const message: Record<string, unknown> = {};
  /** What comes in several parts; a field can have the name of a method of objects. */
  const kept = <T>(name: string, fresh: T): T => {
    if (!Object.hasOwn(message, name)) message[name] = fresh;
    return message[name] as T;
  };

  function value(type: string): unknown {
    const scalar = scalars.get(type);
    if (scalar) return scalar.read(reader);
    const nested = messageType(type, schema, schemas);
    if (!nested) throw unknown();
    return readProto(reader, nested, schemas, count() + reader.at, depth + 1);
  }

  /** Of values or bytes. No value takes less than a byte: a count beyond what is left is a lie. */
  function count(): number {
    const found = reader.varint();
    if (found > reader.left) throw broken('cut short');
    return found;
  }

  /** Values, or keys with values. */
  function all(
    types: readonly string[] | undefined,
    rows: number,
    add: (key: never, value: unknown) => void,
  ): void {
    if (!types) throw unknown();
    for (let rest = rows; rest > 0; rest -= 1) {
      const [key, each] = types.map(value);
      add(key as never, each);
    }
  }

  while (reader.at < end) {
    const field = schema.byTag.get(Math.floor(reader.varint() / 8));
    if (!field) throw unknown();
    const { name, option, type } = field;
    if (option === 'repeated') {
      const list = kept<unknown[]>(name, []);
      all([type], isPacked(type) ? count() : 1, (each) => list.push(each));
    } else if (option === 'map' || option === 'obj') {
      const map = kept(name, option === 'map' ? new Map() : {});
      all(entryTypes(type, schema, schemas), count(), (key, each) => {
        if (map instanceof Map) map.set(key, each);
        // An assignment to __proto__ would change the prototype.
        else Object.defineProperty(map, key, { value: each, ...ordinary });
      });
    } else message[name] = value(type);
  }
  if (reader.at > end) throw broken('cut short');
  return message;
}

const unknown = () => broken('that its schema does not allow');
