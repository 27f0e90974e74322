import { expect } from 'vitest';
import { createConnection } from '../../../src/connection.ts';
import type { Frame } from '../../../src/ports/transport.ts';
import { type Case, corner, type Ground } from './ground.ts';

async function greeted({ transport, control }: Ground) {
  const url = `${corner(control).url('/greet')}&text=first&text=second`;
  const connection = createConnection({ url, transport: transport(), closeTimeout: 10 });
  await connection.opened();
  return connection;
}

/** Messages that a server sends in one TCP segment with its answer to the upgrade. */
export const earlyMessageCases: readonly Case[] = [
  {
    title: 'messages in one segment with the upgrade reach a listener that is added after await opened()',
    async run(ground) {
      const connection = await greeted(ground);
      const heard: Frame[] = [];
      connection.on('message', (message) => heard.push(message));
      await expect.poll(() => heard).toEqual(['first', 'second']);
      await connection.close();
    },
  },
  {
    title: 'messages in one segment with the upgrade reach messages() that is called after await opened()',
    async run(ground) {
      const connection = await greeted(ground);
      const messages = connection.messages();
      const first = await messages.next();
      const second = await messages.next();
      expect([first.value, second.value]).toEqual(['first', 'second']);
      await connection.close();
    },
  },
];
