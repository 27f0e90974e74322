import { ws } from '../../src/adapters/ws.ts';
import { constant } from '../../src/backoff/constant.ts';
import {
  createPomeloClient,
  type PomeloClient,
  type PomeloConnectionOptions,
} from '../../src/pomelo/index.ts';
import { BEAT } from './official-client.ts';
import { type Tapped, tapped } from './tapped.ts';

/** How a link was lost. */
export interface Lost {
  readonly code: string;
  readonly verdict: string;
  readonly message: string;
}

/** Our client, and what passed on its wire. */
export interface Game extends AsyncDisposable {
  readonly client: PomeloClient;
  readonly tap: Tapped;
  readonly losses: readonly Lost[];
  /** Frames of one side in hex, but for beats. */
  frames(from: 'client' | 'server'): readonly string[];
}

/** Starts our client, which dials at once. */
export function play(port: number, options: Partial<PomeloConnectionOptions> = {}): Game {
  const tap = tapped(ws());
  const client = createPomeloClient({
    url: `ws://127.0.0.1:${port}`,
    transport: tap,
    backoff: constant(50),
    ...options,
  });
  const losses: Lost[] = [];
  client.connection.on('lost', ({ cause, verdict }) => {
    losses.push({ code: cause.code, verdict, message: cause.message });
  });
  return {
    client,
    tap,
    losses,
    frames: (from) => tap.of(from).flatMap(({ frame }) => (frame === BEAT ? [] : [frame])),
    [Symbol.asyncDispose]: () => client.connection.close(),
  };
}
