import { expect } from 'vitest';
import { constant } from '../../../src/backoff/index.ts';
import {
  close,
  type HistoricalCase,
  held,
  isOpen,
  type Options,
  type Scene,
  type Server,
} from '../support/scene.ts';

interface Moment {
  readonly title: string;
  /** Whether the first url is given when nobody wants it any more. */
  readonly isUrlLate?: boolean;
  readonly mode?: 'hang' | 'refuse';
  readonly hasCome: (scene: Scene) => boolean;
}

const moments: readonly Moment[] = [
  {
    title: 'while the url is asked for',
    isUrlLate: true,
    hasCome: ({ client }) => client.status === 'connecting',
  },
  {
    title: 'while the socket is dialed',
    mode: 'hang',
    hasCome: ({ sockets }) => sockets.length === 1,
  },
  { title: 'before the next attempt', mode: 'refuse', hasCome: ({ client }) => client.status === 'backoff' },
];

const starts = ['connect', 'reconnect'] as const;

/** `close()` before the socket was open left the connect lock held: the client never connected again. */
export const closeWhileConnecting: readonly HistoricalCase[] = moments.flatMap(
  ({ title, isUrlLate = false, mode, hasCome }) =>
    starts.map((start) => ({
      title: `reconnecting-websocket#141: close() ${title} leaves no socket, and ${start}() opens one`,
      async run(scene: (options: (server: Server) => Options) => Promise<Scene>) {
        let give = () => {};
        let isFirst = isUrlLate;
        const set = await scene((server) => ({
          url() {
            if (!isFirst) return server.url('/echo');
            isFirst = false;
            return new Promise<string>((resolve) => {
              give = () => resolve(server.url('/echo'));
            });
          },
          backoff: constant(60_000),
        }));
        const { client, until } = set;
        if (mode) await set.network(mode);
        client.connect();
        await until(title, () => hasCome(set));
        await close(set);
        give();
        expect([client.status, held(set)]).toEqual(['closed', 0]);
        await set.network('flow');
        await set.pass(50);
        const before = set.sockets.length;
        client[start]();
        await until('it is open', () => isOpen(set));
        expect([set.sockets.length - before, held(set)]).toEqual([1, 1]);
      },
    })),
);
