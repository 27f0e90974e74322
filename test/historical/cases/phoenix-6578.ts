import { expect } from 'vitest';
import type { EnvironmentSignal } from '../../../src/ports/environment.ts';
import { close, type HistoricalCase, held, isOpen } from '../support/scene.ts';

const signals: readonly EnvironmentSignal[] = [
  'hidden',
  'shown',
  'frozen',
  'resumed',
  'restored',
  'offline',
  'online',
  'wake',
];

/** `visibilitychange` connected whatever was not connected: also what the app had closed, or never connected (#6620). */
export const revivedByThePage: readonly HistoricalCase[] = [
  {
    title: 'phoenix#6578: a connection that the app has closed stays closed when the page is shown again',
    async run(scene) {
      const set = await scene(({ url }) => ({ url: url('/echo') }));
      const { client, until } = set;
      client.connect();
      await until('it is open', () => isOpen(set));
      await close(set);
      for (const name of signals) {
        set.signal(name);
        await set.pass(20);
        expect([name, client.status, held(set)]).toEqual([name, 'closed', 0]);
      }
      expect(set.sockets.length).toBe(1);
      client.connect();
      await until('it is open again', () => isOpen(set));
    },
  },
  {
    title: 'phoenix#6578: a connection that the app has never started is not started when the page is shown',
    async run(scene) {
      const set = await scene(({ url }) => ({ url: url('/echo') }));
      for (const name of signals) {
        set.signal(name);
        await set.pass(20);
        expect([name, set.client.status, set.sockets.length]).toEqual([name, 'idle', 0]);
      }
    },
  },
];
