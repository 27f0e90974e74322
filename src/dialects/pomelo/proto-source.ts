import { OptionError } from '../../errors.ts';
import { isObject, type JsonObject } from '../json-frames.ts';

/**
 * Schemas by route, in the form of Pomelo's files: `{ "onChat": { "required string msg": 1 } }`. A field is an option, a type and a name;
 * its value is the tag. `message NAME` declares a type, beside the fields or beside the routes.
 */
export type ProtoSource = { readonly [name: string]: unknown };

/** Turns schemas into the form in which they are sent: what Pomelo's own parser makes of them. */
export const parsedProtos = (source: ProtoSource = {}): JsonObject =>
  Object.fromEntries(Object.entries(source).map(([name, value]) => [name, parsedMessage(value, name)]));

function parsedMessage(source: unknown, path: string): JsonObject {
  const parsed: Record<string, unknown> = {};
  const messages: Record<string, unknown> = {};
  const tags: Record<string, string> = {};
  for (const [declared, value] of Object.entries(isObject(source) ? source : { '': source })) {
    const [, option, type = '', name = ''] = SHAPE.exec(declared) ?? [];
    if (type && !option) messages[type] = parsedMessage(value, `${path}.${declared}`);
    else if (name && Number(value) > 0 && Number.isInteger(value) && !tags[Number(value)]) {
      parsed[name] = { option, type, tag: value };
      tags[Number(value)] = name;
    } else {
      const option = ['pomelo.protos', path, declared].filter(Boolean).join('.');
      throw new OptionError(
        'ERR_HEARTWIRE_INVALID_OPTION',
        option,
        value,
        'is no field with a tag of its own',
      );
    }
  }
  return { ...parsed, __messages: messages, __tags: tags };
}

/** `message NAME`, or a field. */
const SHAPE = /^(?:message|(required|optional|repeated|map|obj)(?= \S+ )) (\S+)(?: (\S+))?$/;
