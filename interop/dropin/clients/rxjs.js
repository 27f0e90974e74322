// @ts-check
import { retry } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import { socketServer } from '../web-server.js';

/** @type {import('../row.ts').ClientRow} */
export default {
  name: 'RxJS',
  mode: 'single link',
  underWay: { seen: 'nothing', runs: 1 },
  serve: (desk, port) =>
    socketServer(port, (socket) => {
      socket.on('message', async (data) => {
        const { unit } = JSON.parse(String(data));
        if (unit) socket.send(JSON.stringify({ unit: await desk.do(unit) }));
      });
    }),
  connect(url, Socket, heard) {
    /** @type {import('rxjs/webSocket').WebSocketSubject<{ readonly unit: number }>} */
    const subject = webSocket({ url, WebSocketCtor: Socket });
    const subscription = subject.pipe(retry({ delay: 40 })).subscribe(({ unit }) => heard(unit));
    return { unit: (n) => subject.next({ unit: n }), close: () => subscription.unsubscribe() };
  },
};

/**
 * How a subject ends when its link does.
 * @param {string} url
 * @param {import('../row.ts').SocketClass} Socket
 * @returns {Promise<'completed' | 'failed'>}
 */
export const endOf = (url, Socket) =>
  new Promise((resolve) => {
    webSocket({ url, WebSocketCtor: Socket }).subscribe({
      complete: () => resolve('completed'),
      error: () => resolve('failed'),
    });
  });
