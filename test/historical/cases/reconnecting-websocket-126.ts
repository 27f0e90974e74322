import { expect } from 'vitest';
import { constant } from '../../../src/backoff/index.ts';
import type { Verdict } from '../../../src/ports/loss.ts';
import type { HistoricalCase, Options, Scene, Server } from '../support/scene.ts';

interface Refusal {
  readonly title: string;
  readonly url: (server: Server) => string;
  readonly retry?: Options['retry'];
  readonly needs?: 'seesHttpStatus';
  /** What the url's provider is told, attempt by attempt. */
  readonly verdicts: readonly Verdict[];
}

const refusals: readonly Refusal[] = [
  {
    title: 'an upgrade that is answered 401 is asked for once more, with a fresh credential',
    url: ({ url }) => url('/refuse', { status: '401' }),
    needs: 'seesHttpStatus',
    verdicts: ['retry', 'refresh'],
  },
  {
    title: 'an upgrade that is answered 403 is not asked for again',
    url: ({ url }) => url('/refuse', { status: '403' }),
    needs: 'seesHttpStatus',
    verdicts: ['retry'],
  },
  {
    title: 'a server that accepts and closes with 4401 is asked once more, with a fresh credential',
    url: ({ url }) => url('/close', { code: '4401' }),
    verdicts: ['retry', 'refresh'],
  },
  {
    title: 'a server that accepts and closes with 4403 is not asked again',
    url: ({ url }) => url('/close', { code: '4403' }),
    verdicts: ['retry'],
  },
  {
    title: 'a 1006 before the link was open is for the app to judge, which knows that nobody is logged in',
    url: ({ url }) => url('/refuse', { status: '401' }),
    retry: { verdict: ({ code, wasOpen }) => (code === 1006 && !wasOpen ? 'fatal' : undefined) },
    verdicts: ['retry'],
  },
];

/** Each refused upgrade looked like 1006, with no way to tell 401 and 403 from a cable: the client dialed for ever. */
export const refusedCredential: readonly HistoricalCase[] = refusals.map(
  ({ title, url, retry, needs, verdicts }) => ({
    title: `reconnecting-websocket#126: ${title}`,
    ...(needs && { needs }),
    async run(scene: (options: (server: Server) => Options) => Promise<Scene>) {
      const told: Verdict[] = [];
      const set = await scene((server) => ({
        url({ verdict }) {
          told.push(verdict);
          return url(server);
        },
        backoff: constant(10),
        retry,
      }));
      set.client.connect();
      await set.until('it has given up', () => set.client.status === 'failed');
      await set.pass(100);
      expect([told, set.sockets.length, set.told('failed').length]).toEqual([verdicts, verdicts.length, 1]);
    },
  }),
);
