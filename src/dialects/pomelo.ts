import type { Dialect } from '../ports/dialect.ts';
import { rememberingDialect } from './pomelo/dialect.ts';
import type { PomeloIncoming, PomeloOutgoing } from './pomelo/message.ts';
import type { PomeloOptions } from './pomelo/options.ts';
import { serverHalf } from './pomelo/server-half.ts';

export type {
  PomeloHandshake,
  PomeloIncoming,
  PomeloKick,
  PomeloMessage,
  PomeloNotify,
  PomeloOutgoing,
  PomeloPush,
  PomeloRequest,
  PomeloResponse,
} from './pomelo/message.ts';
export type {
  PomeloClientOptions,
  PomeloCommonOptions,
  PomeloEnd,
  PomeloOptions,
  PomeloServerOptions,
} from './pomelo/options.ts';
export type { ProtoSource } from './pomelo/proto-source.ts';

/**
 * Speaks the binary protocol of Pomelo, Pinus, nano and Pitaya: packages of a type and a length, messages with a route. The client
 * leads: it beats every interval that the server's handshake said, whatever else is sent, and a link on which nothing came for two
 * intervals is lost. Where the handshake says no interval there are no beats. On a server only a client's beats count as life.
 *
 * It keeps what was agreed on from link to link, a route dictionary and schemas of pomelo-protobuf with their versions, so that
 * a server need not send them again: give each client an object of its own. A server's peers share one.
 *
 * A kick ends the link with `ERR_HEARTWIRE_KICKED`, a handshake refused with `ERR_HEARTWIRE_REFUSED`; `verdict` says what they
 * mean. Deflated bodies inflate, up to `maxInflated` bytes, and what comes behind them waits.
 *
 * Its `write` throws `ERR_HEARTWIRE_INVALID_MESSAGE` on what has no type or route, on an id that Pomelo cannot count to, and on a
 * body that JSON or the schema of its route cannot say.
 *
 * @throws OptionError for a time, a size, a dictionary or a schema that it cannot use
 */
export function pomelo(options: PomeloOptions = {}): Dialect<PomeloIncoming, PomeloOutgoing> {
  return rememberingDialect(options, serverHalf(options)).dialect;
}
