import { expect, inject, test } from 'vitest';
import { runInNode } from '../adapters/support/node-child.ts';
import { heard, thrown } from './support/bad-company.ts';

test('a listener that throws and a frame that cannot be read end neither the process nor the other listeners', async () => {
  const { code, stdout, stderr } = await runInNode(`
    import { ws } from './src/adapters/ws.ts';
    import { keepBadCompany } from './test/faults/support/bad-company.ts';
    const uncaught: string[] = [];
    process.on('uncaughtException', ({ message }) => uncaught.push(message));
    keepBadCompany(ws(), '${inject('control')}/script').then((said) => console.log(JSON.stringify({ said, uncaught })));
  `);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({ said: heard, uncaught: thrown });
});

test('without a listener that throws, a frame that cannot be read is no uncaught exception', async () => {
  const { code, stdout, stderr } = await runInNode(`
    import { createConnection } from './src/connection.ts';
    import { json } from './src/dialects/json.ts';
    import { ws } from './src/adapters/ws.ts';
    const connection = createConnection({ url: '${inject('control')}/script', transport: ws(), dialect: json() });
    connection.on('open', () => connection.send({ do: 'send', text: '{ this is not JSON' }));
    connection.on('lost', ({ cause }) => {
      console.log(cause.code);
      connection.close();
    });
  `);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'ERR_HEARTWIRE_BAD_FRAME\n', stderr: '' });
});
