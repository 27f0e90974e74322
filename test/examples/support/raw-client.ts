import { once } from 'node:events';
import { expect } from 'vitest';
import { WebSocket } from 'ws';

/** A client without manners: it says what it is told to, and nothing by itself but what a test has it answer. */
export interface RawClient {
  readonly heard: readonly Readonly<Record<string, unknown>>[];
  say(message: object | string): void;
  /** Waits for a message that holds these fields, and hands it over. */
  hears(fields: object, timeout?: number): Promise<Readonly<Record<string, unknown>>>;
  /** The close code, once it has closed. */
  readonly closed: Promise<number>;
  end(): void;
}

/** Dials `ws://127.0.0.1:port/ws` as a page of `origin` does. `onMessage` may answer what comes. */
export async function dial(
  port: number,
  onMessage: (message: Readonly<Record<string, unknown>>) => object | undefined = () => undefined,
): Promise<RawClient> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { origin: `http://127.0.0.1:${port}` });
  const heard: Readonly<Record<string, unknown>>[] = [];
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  socket.on('error', () => {});
  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    heard.push(message);
    const answer = onMessage(message);
    if (answer) socket.send(JSON.stringify(answer));
  });
  await once(socket, 'open');
  const find = (fields: object) =>
    heard.find((message) => Object.entries(fields).every(([name, value]) => message[name] === value));
  return {
    heard,
    closed,
    say: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    async hears(fields, timeout = 5_000) {
      await expect.poll(() => find(fields), { timeout, message: JSON.stringify(fields) }).toBeDefined();
      return find(fields) ?? {};
    },
    end: () => socket.terminate(),
  };
}

/** The HTTP status that an upgrade is answered with. */
export function upgradeStatus(port: number, path: string, origin?: string): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, origin === undefined ? {} : { origin });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The upgrade hangs.')), 5_000);
    const answered = (status: number) => {
      clearTimeout(timer);
      socket.on('error', () => {});
      socket.terminate();
      resolve(status);
    };
    socket.on('unexpected-response', (_, { statusCode = 0 }) => answered(statusCode));
    socket.on('open', () => answered(101));
  });
}
