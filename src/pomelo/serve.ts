import type { PomeloHandshake, PomeloIncoming, PomeloKick, PomeloMessage } from '../dialects/pomelo.ts';
import { OptionError } from '../errors.ts';
import { report } from '../listeners.ts';

/** What handlers need of a peer. Those of `supervise` have it. */
export interface PomeloPeer {
  send(message: PomeloMessage | PomeloKick): 'sent' | 'refused';
  close(code?: number, reason?: string): void;
}

/** What handlers need of a supervisor: `supervise(wss, { dialect: pomelo({ … }) })` has it. */
export interface PomeloSupervisor<Peer extends PomeloPeer> {
  on(
    name: 'message',
    listener: (event: { readonly peer: Peer; readonly message: PomeloIncoming }) => void,
  ): () => void;
}

/** Handles a request or a notify. What it returns, or resolves with, is the response's body; of a notify it is not looked at. */
export type PomeloHandler<Peer> = (
  body: unknown,
  context: { readonly peer: Peer; readonly route: string },
) => unknown;

/** Handlers by route, and one for who comes. */
export interface PomeloHandlers<Peer> {
  readonly routes: { readonly [route: string]: PomeloHandler<Peer> };
  /** Told of each client once, before its first message: what it said of itself. */
  readonly entered?: (peer: Peer, handshake: PomeloHandshake) => void;
}

/** The body of a response to a request that nobody handles, as Pomelo's own codes have it. */
const UNKNOWN = { code: 404 };
/** The body of a response to a request whose handler failed; the client learns nothing of why. */
const FAILED = { code: 500 };

/**
 * Answers the requests of a supervisor's peers by `handlers`, until the returned function is called. A request of a route without a
 * handler gets `{ code: 404 }`. One whose handler throws or rejects gets `{ code: 500 }`, and the error is reported (`reportError`, or
 * an `uncaughtException` in Node), as that of a notify is.
 *
 * @throws OptionError where a handler is no function
 */
export function servePomelo<Peer extends PomeloPeer>(
  supervisor: PomeloSupervisor<Peer>,
  { routes, entered }: PomeloHandlers<Peer>,
): () => void {
  for (const [route, handler] of Object.entries(routes)) {
    if (typeof handler === 'function') continue;
    throw new OptionError('ERR_HEARTWIRE_INVALID_OPTION', `routes.${route}`, handler, 'is not a function');
  }
  // A route may have the name of what every object has.
  const handlers = new Map(Object.entries(routes));
  return supervisor.on('message', ({ peer, message }) => {
    if (message.type === 'handshake') entered?.(peer, message);
    else if (message.type === 'request' || message.type === 'notify') {
      answer(peer, message, handlers).catch(report);
    }
  });
}

/** Sends a client away: with the reason in a kick, and then by closing. Clients of Heartwire do not come back by themselves. */
export function kick(peer: PomeloPeer, reason?: string): void {
  peer.send(reason === undefined ? { type: 'kick' } : { type: 'kick', reason });
  peer.close();
}

type Asked = Extract<PomeloMessage, { type: 'request' | 'notify' }>;

async function answer<Peer extends PomeloPeer>(
  peer: Peer,
  message: Asked,
  handlers: ReadonlyMap<string, PomeloHandler<Peer>>,
): Promise<void> {
  const { route } = message;
  const respond = (body: unknown) => {
    if (message.type === 'request') peer.send({ type: 'response', id: message.id, route, body });
  };
  const handler = handlers.get(route);
  if (!handler) {
    respond(UNKNOWN);
    return;
  }
  try {
    respond(await handler(message.body, { peer, route }));
  } catch (cause) {
    respond(FAILED);
    report(cause);
  }
}
