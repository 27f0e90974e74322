import { isObject, type JsonObject } from '../json-frames.ts';

/** How a field of a pomelo-protobuf message is written. `map` and `obj` are Pinus's. */
export type FieldOption = 'required' | 'optional' | 'repeated' | 'map' | 'obj';

export interface Field {
  readonly name: string;
  readonly option: FieldOption;
  /** A scalar, or the name of a message type. */
  readonly type: string;
  readonly tag: number;
}

/** What one message type consists of. */
export interface Schema {
  readonly fields: ReadonlyMap<string, Field>;
  readonly byTag: ReadonlyMap<number, Field>;
  /** The message types that were declared inside. */
  readonly nested: Schemas;
}

/** By route; by `message NAME` for the types that all routes share. */
export type Schemas = ReadonlyMap<string, Schema>;

const options: readonly unknown[] = [
  'required',
  'optional',
  'repeated',
  'map',
  'obj',
] satisfies FieldOption[];

/** Reads schemas in the form in which servers send them, `{ route: { field: { option, type, tag }, __messages, __tags } }`. */
export function schemasOf(found: unknown): Schemas {
  const schemas = new Map<string, Schema>();
  if (isObject(found)) {
    for (const [name, value] of Object.entries(found))
      if (isObject(value)) schemas.set(name, schemaOf(value));
  }
  return schemas;
}

function schemaOf({ __messages, __tags: _, ...rest }: JsonObject): Schema {
  const fields = new Map<string, Field>();
  const byTag = new Map<number, Field>();
  for (const [name, found] of Object.entries(rest)) {
    // A field of this name would be the prototype of each message.
    if (name === '__proto__' || !isObject(found)) continue;
    const { option, type, tag } = found;
    if (!options.includes(option) || typeof type !== 'string' || typeof tag !== 'number') continue;
    const field = { name, option: option as FieldOption, type, tag };
    fields.set(name, field);
    byTag.set(tag, field);
  }
  return { fields, byTag, nested: schemasOf(__messages) };
}

/** Finds a message type by its name: one declared in `schema`, else one that all share. */
export const messageType = (type: string, schema: Schema, schemas: Schemas): Schema | undefined =>
  schema.nested.get(type) ?? schemas.get(`message ${type}`);

/** Message types nested deeper than any data means: what goes further would only fill the stack. */
export const MAX_DEPTH = 100;

/** The types of key and value of a `map` or an `obj`: they are declared as fields of a message type. */
export function entryTypes(
  type: string,
  schema: Schema,
  schemas: Schemas,
): readonly [string, string] | undefined {
  const fields = messageType(type, schema, schemas)?.fields;
  const [key, value] = [fields?.get('key'), fields?.get('value')];
  return key && value && [key.type, value.type];
}
