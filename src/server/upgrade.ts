import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { guarded } from '../listeners.ts';
import type { PeerRequest } from './events.ts';

/** Whom a request comes from, for an app behind a proxy. */
export type AddressOf = ((request: IncomingMessage) => string) | undefined;

/** An upgrade request on its way in. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  /** Known where somebody has to know it: asking the system takes as long as the rest of admission. */
  readonly address: string | undefined;
}

/** Says where a request comes from. What the app's function throws is reported; those peers are then counted as one. */
export function addressFrom(request: IncomingMessage, addressOf: AddressOf): string {
  if (!addressOf) return request.socket.remoteAddress ?? '';
  return String(guarded(() => addressOf(request)) ?? '');
}

/** The path of a request, without its query. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

/** Version 8 of the protocol, which `ws` takes as well, has the origin in a header of its own. */
export function originOf({ headers }: IncomingMessage): string | undefined {
  const origin = headers.origin ?? headers['sec-websocket-origin'];
  return typeof origin === 'string' ? origin : undefined;
}

/** What is kept of a request once it is a peer. The request itself is let go: it is as heavy as the peer. */
export class KeptRequest implements PeerRequest {
  readonly origin: string | undefined;
  readonly path: string;
  readonly protocol: string;
  #address: string | undefined;
  #socket: IncomingMessage['socket'] | undefined;

  constructor({ request, address }: Upgrade, protocol: string) {
    this.origin = originOf(request);
    this.path = pathOf(request);
    this.protocol = protocol;
    this.#address = address;
    this.#socket = address === undefined ? request.socket : undefined;
  }

  get address(): string {
    this.#address ??= this.#socket?.remoteAddress ?? '';
    this.#socket = undefined;
    return this.#address;
  }
}
