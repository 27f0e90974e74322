import { isObject, type JsonObject } from '../json-frames.ts';
import { type Schemas, schemasOf } from './proto-schema.ts';

/** Routes and their codes. */
export interface Dictionary {
  readonly codes: ReadonlyMap<unknown, number>;
  readonly routes: ReadonlyMap<unknown, string>;
  readonly version?: unknown;
}

/** Schemas of bodies. */
export interface Protos {
  /** Of what clients send: requests and notifies, by their route. */
  readonly client: Schemas;
  /** Of what servers send: pushes, and responses by the route of their request. */
  readonly server: Schemas;
  readonly version?: unknown;
}

/** What the two ends of a link have agreed on about messages. Never changed: a link that agrees on something else has another. */
export interface Agreement {
  readonly dict: Dictionary;
  readonly protos: Protos;
}

/** Derives both directions from `dict`, which is all that Pinus sends. */
export function dictionaryOf(dict: JsonObject, version?: unknown): Dictionary {
  const codes = new Map<unknown, number>();
  const routes = new Map<unknown, string>();
  for (const [route, code] of Object.entries(dict)) {
    if (!Number.isInteger(code) || Number(code) >>> 16) continue;
    codes.set(route, Number(code));
    routes.set(code, route);
  }
  return { codes, routes, version };
}

/** Reads schemas as servers send them. */
export const protosOf = ({ client, server, version }: JsonObject): Protos => ({
  client: schemasOf(client),
  server: schemasOf(server),
  version,
});

/** JSON, and routes as text. */
export const plainAgreement: Agreement = { dict: dictionaryOf({}), protos: protosOf({}) };

/**
 * Reads what a server's handshake says. What it leaves out it has because of the versions that we said: then the last link's is
 * kept. A server that does not say that it uses a dictionary, or schemas, has none.
 */
export function agreementOf(
  { dict, dictVersion, useDict, protos, useProto }: JsonObject,
  last: Agreement,
): Agreement {
  const none = plainAgreement;
  return {
    dict: isObject(dict) ? dictionaryOf(dict, dictVersion) : (useDict ? last : none).dict,
    protos: isObject(protos) ? protosOf(protos) : (useProto ? last : none).protos,
  };
}
