import {
  kick,
  type PomeloHandler,
  type PomeloIncoming,
  type PomeloMessage,
  type PomeloOutgoing,
  pomelo,
  servePomelo,
} from '../../src/pomelo/index.ts';
import type { Peer } from '../../src/server/index.ts';
import { serve } from '../../test/server/support/real-server.ts';
import clientProtos from '../peers/game/clientProtos.json' with { type: 'json' };
import dict from '../peers/game/dictionary.json' with { type: 'json' };
import serverProtos from '../peers/game/serverProtos.json' with { type: 'json' };

/** Options of the game servers, as `interop/peers/game.cjs` has them. */
export interface GameOptions {
  /** In seconds. Default: no beats. */
  readonly heartbeat?: number;
  readonly dict?: boolean;
  readonly protos?: boolean;
  /** Whether every client is refused with 501. */
  readonly refuseClients?: boolean;
  /** Default: any free one. */
  readonly port?: number;
}

/** Our server half with the routes of `interop/peers/game.cjs`. */
export interface GameServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** What was notified, oldest first. */
  readonly notes: readonly unknown[];
  /** Why clients are gone: codes of losses, oldest first. */
  readonly gone: readonly string[];
}

const push = (route: string, body: unknown): PomeloMessage => ({ type: 'push', route, body });

/** `connector.h` of the game. */
const routes = (
  note: (body: unknown) => void,
): Readonly<Record<string, PomeloHandler<Peer<PomeloOutgoing>>>> => ({
  'connector.h.echo': (body) => ({ code: 200, echo: body }),
  'connector.h.note': note,
  'connector.h.chat'(body, { peer }) {
    peer.send(push('onChat', { msg: Object(body).msg ?? 'hi' }));
    return { code: 200 };
  },
  'connector.h.batch'(_, { peer }) {
    peer.send([push('onA', { n: 1 }), push('onB', { n: 1 })]);
    return { code: 200 };
  },
  'connector.h.kick': (body, { peer }) => kick(peer, Object(body).reason),
});

/** Serves the game on the loopback until it is disposed of. */
export async function gameServer(options: GameOptions = {}): Promise<GameServer> {
  const { heartbeat, port = 0 } = options;
  const notes: unknown[] = [];
  const gone: string[] = [];
  const dialect = pomelo({
    ...(heartbeat && { heartbeat }),
    ...(options.dict && { dict }),
    ...(options.protos && { protos: { client: clientProtos, server: serverProtos } }),
    ...(options.refuseClients && { checkClient: () => false }),
    handshake(_, user) {
      const { name, refuse } = Object(user);
      if (refuse) throw new Error('refused');
      return name && { hello: name };
    },
  });
  const server = await serve<PomeloIncoming, PomeloOutgoing>({ dialect, tick: 20 }, { port });
  server.supervisor.on('gone', ({ cause }) => gone.push(cause.code));
  servePomelo(server.supervisor, { routes: routes((body) => notes.push(body)) });
  return {
    port: server.port,
    url: server.url,
    notes,
    gone,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
