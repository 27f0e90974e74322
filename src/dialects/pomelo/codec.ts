import { parse, stringify } from '../json-frames.ts';
import type { Agreement, Protos } from './agreement.ts';
import type { ByteReader } from './byte-reader.ts';
import { type ByteWriter, written } from './byte-writer.ts';
import { broken, NAME, unwritable } from './faults.ts';
import type { PomeloMessage, PomeloOutgoing } from './message.ts';
import { type Head, NOTIFY, REQUEST, RESPONSE, writeHead } from './messages.ts';
import { DATA, HANDSHAKE, writePackage } from './packages.ts';
import { readProto } from './proto-reader.ts';
import type { Schemas } from './proto-schema.ts';
import { writeProto } from './proto-writer.ts';

const types = ['request', 'notify', 'response', 'push'] as const;

/** Most that `createPomeloClient` and Pomelo's servers count to. */
const MAX_ID = 0x7fff_ffff;

/** The route of a message that was read, whether it came as text or as a code. */
export function routeOf({ route }: Head, { dict }: Agreement): string | undefined {
  if (typeof route !== 'number') return route;
  const named = dict.routes.get(route);
  if (named === undefined) throw broken('that its dictionary does not allow');
  return named;
}

/** Puts together what was read, with its body out of `reader`. */
export function messageOf(head: Head, route: string, reader: ByteReader, agreed: Agreement): PomeloMessage {
  const { id } = head;
  const type = types[head.type] ?? 'push';
  const body = bodyOf(head.type, route, reader, agreed);
  return type === 'request' || type === 'response' ? { type, id, route, body } : { type, route, body };
}

const schemasFor = (type: number, { client, server }: Protos): Schemas =>
  type === REQUEST || type === NOTIFY ? client : server;

function bodyOf(type: number, route: string, reader: ByteReader, { protos }: Agreement): unknown {
  const schemas = schemasFor(type, protos);
  const schema = schemas.get(route);
  if (schema) return readProto(reader, schema, schemas);
  return reader.left === 0 ? undefined : parse(NAME, reader.rest());
}

/** Writes a message; throws `ERR_HEARTWIRE_INVALID_MESSAGE` on what cannot be carried. */
export const bytesOf = (outgoing: PomeloOutgoing, agreed: Agreement): Uint8Array<ArrayBuffer> =>
  written((writer) => writeMessage(writer, outgoing, agreed));

/** A package whose body is JSON. */
export function handshakePackage(body: object): Uint8Array<ArrayBuffer> {
  const text = stringify(NAME, body);
  return written((writer) => writePackage(writer, HANDSHAKE, () => writer.text(text)));
}

/** What is no message has none of their types. */
export function writeMessage(writer: ByteWriter, outgoing: PomeloOutgoing, agreed: Agreement): void {
  const message = outgoing as PomeloMessage;
  const type = types.indexOf(message?.type);
  if (type < 0) throw unwritable('of no type');
  const { route, body = {} } = message;
  if (typeof route !== 'string' || route === '') throw unwritable('without a route');
  const id = 'id' in message ? message.id : 0;
  if (type === REQUEST || type === RESPONSE) checkId(id, type);
  const schemas = schemasFor(type, agreed.protos);
  const schema = schemas.get(route);
  const text = schema ? '' : stringify(NAME, body);
  const code = type === RESPONSE ? undefined : agreed.dict.codes.get(route);
  writePackage(writer, DATA, () => {
    writeHead(writer, type, id, code ?? route);
    if (schema) writeProto(writer, body, schema, schemas);
    else writer.text(text);
  });
}

/** A response carries whatever id its request had. */
function checkId(id: number, type: number): void {
  if (Number.isSafeInteger(id) && id > 0 && (id <= MAX_ID || type === RESPONSE)) return;
  throw unwritable('with an id beyond 1 to 2³¹ − 1');
}
