import { OptionError } from '../../errors.ts';
import type { JsonObject } from '../json-frames.ts';
import { type Agreement, dictionaryOf, plainAgreement, protosOf } from './agreement.ts';
import type { PomeloServerOptions } from './options.ts';
import { parsedProtos } from './proto-source.ts';

/** What a server offers to every client alike. */
export interface ServerTerms {
  readonly agreed: Agreement;
  /** The `sys` of the answer to a client; without what its versions say that it has. */
  answerTo(sys: JsonObject): JsonObject;
}

export function serverTerms({ heartbeat, dict, protos }: PomeloServerOptions): ServerTerms {
  const routes = dict && numbered(dict);
  const dictVersion = versionOf(routes);
  const schemas = protos && { client: parsedProtos(protos.client), server: parsedProtos(protos.server) };
  const version = versionOf(schemas);
  return {
    agreed: {
      dict: routes ? dictionaryOf(routes) : plainAgreement.dict,
      protos: schemas ? protosOf(schemas) : plainAgreement.protos,
    },
    answerTo: (sys) => ({
      heartbeat,
      ...(routes && sys.dictVersion !== dictVersion && { dict: routes, dictVersion }),
      ...(routes && { useDict: true }),
      ...(schemas && sys.protoVersion !== version && { protos: { ...schemas, version } }),
      ...(schemas && { useProto: true }),
    }),
  };
}

function numbered(dict: readonly string[]): JsonObject {
  const { size } = new Set(dict);
  if (size === dict.length && size <= 0xffff && !dict.includes('')) {
    return Object.fromEntries(dict.map((route, index) => [route, index + 1]));
  }
  throw new OptionError(
    'ERR_HEARTWIRE_INVALID_OPTION',
    'pomelo.dict',
    dict,
    'has no name, a route twice, or over 65,535',
  );
}

/** A name for a content: FNV-1a, 32 bits over UTF-16. */
function versionOf(content: object | undefined): string {
  let hash = 0x811c9dc5;
  for (const char of JSON.stringify(content ?? 0)) {
    hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  }
  return hash.toString(36);
}
