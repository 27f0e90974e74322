import { type Child, child } from './child.ts';

/** The official Pomelo client in a process of its own. */
export interface OfficialClient extends Child {
  /** Resolves when the server has taken it in. */
  init(port: number, params?: object): Promise<void>;
  /** Resolves with the answer. */
  request(route: string, body: object): Promise<unknown>;
  /** Messages of one direction in hex, but for beats. */
  frames(direction: 'sent' | 'heard'): readonly string[];
}

export const BEAT = '03000000';

export async function officialClient(): Promise<OfficialClient> {
  const process = await child('clients/official-pomelo.cjs');
  return {
    ...process,
    async init(port, params = {}) {
      process.send('init', { port, ...params });
      await process.nth('ready', process.all('ready').length + 1);
    },
    request(route, body) {
      const next = process.all('answer').length + 1;
      process.send('request', { route, body });
      return process.nth('answer', next);
    },
    frames: (direction) => process.all(direction).filter((frame) => frame !== BEAT) as string[],
  };
}
