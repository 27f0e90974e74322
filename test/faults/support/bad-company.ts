import { constant } from '../../../src/backoff/index.ts';
import { createConnection } from '../../../src/connection.ts';
import { json } from '../../../src/dialects/json.ts';
import type { Transport } from '../../../src/ports/transport.ts';

/** What the listeners of `keepBadCompany` throw, in order. */
export const thrown = ['open', 'message 1', 'lost', 'open', 'message 2', 'closed'].map(
  (event) => `threw on ${event}`,
);

/** What their neighbours hear all the same. */
export const heard = [
  'open',
  'message 1',
  'lost ERR_HEARTWIRE_BAD_FRAME retry',
  'open',
  'message 2',
  'closed',
];

/**
 * Lives through a frame that nobody can read, with listeners that always throw in front of ones that do not; resolves with
 * what the latter heard. `url` leads to the control server's `/script`.
 */
export async function keepBadCompany(transport: Transport, url: string): Promise<string[]> {
  const said: string[] = [];
  const connection = createConnection<unknown, unknown>({
    url,
    transport,
    dialect: json(),
    backoff: constant(10),
  });
  const add = (name: 'open' | 'message' | 'lost' | 'closed', say: (event: unknown) => string) => {
    connection.on(name, (event) => {
      throw new Error(`threw on ${name === 'message' ? say(event) : name}`);
    });
    connection.on(name, (event) => said.push(say(event)));
  };
  const told = (name: 'open' | 'message') =>
    new Promise<void>((resolve) => {
      const off = connection.on(name, () => {
        off();
        resolve();
      });
    });
  const order = (text: string) => connection.send({ do: 'send', text });
  add('open', () => 'open');
  add('message', (message) => `message ${message}`);
  add('lost', (event) => {
    const { cause, verdict } = event as { cause: { code: string }; verdict: string };
    return `lost ${cause.code} ${verdict}`;
  });
  add('closed', () => 'closed');

  await told('open');
  order('1');
  await told('message');
  order('{ this is not JSON');
  await told('open');
  order('2');
  await told('message');
  await connection.close();
  return said;
}
