/** A question, answered by the response of the same id. Clients send it. */
export interface PomeloRequest {
  readonly type: 'request';
  /** From 1 to 2³¹ − 1: with more, Pomelo and Pinus servers hang for ever. */
  readonly id: number;
  /** At most 255 bytes. `server.handler.method`: without a dot, Pomelo and Pinus never answer. */
  readonly route: string;
  /** `{}` where it is left out, as official clients have it. */
  readonly body?: unknown;
}

/** A message that nobody answers. Clients send it. */
export interface PomeloNotify {
  readonly type: 'notify';
  readonly route: string;
  readonly body?: unknown;
}

/** The answer to a request. Servers send it. */
export interface PomeloResponse {
  readonly type: 'response';
  readonly id: number;
  /** The route of its request: it is not on the wire, and chooses the schema of the body. */
  readonly route: string;
  readonly body?: unknown;
}

/** A message that nobody asked for. Servers send it. */
export interface PomeloPush {
  readonly type: 'push';
  readonly route: string;
  readonly body?: unknown;
}

/** A message of the app's, either way. */
export type PomeloMessage = PomeloRequest | PomeloNotify | PomeloResponse | PomeloPush;

/** What a client said of itself: the first message that a server's app gets of each. */
export interface PomeloHandshake {
  readonly type: 'handshake';
  /** Type and version of the client, and which dictionary and schemas it has. */
  readonly sys: { readonly [field: string]: unknown };
  readonly user: unknown;
}

/** The word before a server closes a link for good. Servers send it. */
export interface PomeloKick {
  readonly type: 'kick';
  readonly reason?: string;
}

/** What the app gets. */
export type PomeloIncoming = PomeloMessage | PomeloHandshake;

/** What the app can send. Several messages in one frame are for servers alone: Pomelo and Pinus hang up on a client that sends them. */
export type PomeloOutgoing = PomeloMessage | PomeloKick | readonly (PomeloMessage | PomeloKick)[];
