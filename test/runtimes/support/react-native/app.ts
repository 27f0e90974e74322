/** Runs inside a scope: an app with Heartwire. What crosses to the test is JSON, and functions that the test gives. */
import { constant } from '../../../../src/backoff/index.ts';
import { text } from '../../../../src/dialects/text.ts';
import { createConnection } from '../../../../src/index.ts';
import { ReconnectingWebSocket } from '../../../../src/websocket.ts';

const bytesOf = (data: unknown): unknown => (data instanceof ArrayBuffer ? [...new Uint8Array(data)] : data);

const toJson = (value: unknown) => JSON.stringify(value);

/** Sends text and bytes, hears them again, closes by a signal. */
async function talk(url: string) {
  const controller = new AbortController();
  const connection = createConnection({ url, signal: controller.signal });
  await connection.opened();
  connection.send('text');
  connection.send(Uint8Array.of(1, 2));
  const heard: unknown[] = [];
  for await (const message of connection.messages()) if (heard.push(bytesOf(message)) === 2) break;
  const { bufferedAmount } = connection;
  controller.abort();
  await connection.close();
  return toJson([heard, bufferedAmount, connection.status]);
}

/** Everything that a socket tells while the server speaks, cuts the link and takes it again, and until it is closed. */
async function live(url: string) {
  const socket = new ReconnectingWebSocket(url, 'chat', { backoff: constant(10) });
  const told: unknown[] = [];
  let opens = 0;
  await new Promise<void>((resolve) => {
    socket.onopen = function (this: unknown, { type, target }) {
      opens += 1;
      told.push([type, socket.readyState, socket.protocol, this === socket && target === socket]);
      if (opens === 2) return socket.close();
      for (const command of [
        '{"do":"send","text":"hi"}',
        '{"do":"sendBinary","bytes":[1,2]}',
        '{"do":"terminate"}',
      ]) {
        socket.send(command);
      }
    };
    socket.addEventListener('message', ({ type, data, origin }) =>
      told.push([type, bytesOf(data), origin === new URL(url).origin]),
    );
    socket.onerror = ({ type }) => told.push([type]);
    socket.onclose = (event) => {
      const { type, code, wasClean, cause } = event as CloseEvent & {
        readonly cause?: { readonly code: string };
      };
      told.push([type, code, wasClean, cause?.code, socket.readyState]);
      if (socket.readyState === socket.CLOSED) resolve();
    };
  });
  return toJson(told);
}

/** A link that freezes: the cause, for how long the peer had been silent, and what the next link carries. */
async function freeze(url: string, freezeNow: () => Promise<void>, flowAgain: () => Promise<void>) {
  const connection = createConnection({
    url,
    dialect: text(),
    heartbeat: { pingInterval: 200, pongTimeout: 100 },
    backoff: constant(10),
  });
  await connection.opened();
  await freezeNow();
  const lost = new Promise<{ readonly code: string; readonly silence: number }>((resolve) => {
    connection.on('lost', ({ cause, silence }) => resolve({ code: cause.code, silence }));
  });
  const { code, silence } = await lost;
  await flowAgain();
  await connection.opened();
  connection.send('again');
  const { value } = await connection.messages()[Symbol.asyncIterator]().next();
  await connection.close();
  return toJson([code, silence, value]);
}

/** What is thrown where a url is bad: name, code, option. */
function refused(url: string) {
  try {
    createConnection({ url, autoConnect: false });
    return toJson('nothing');
  } catch (error) {
    const { name, code, option } = error as Error & { readonly code?: string; readonly option?: string };
    return toJson([name, code, option]);
  }
}

Object.assign(globalThis, { answer: { talk, live, freeze, refused } });
