// @ts-check
import { WebSocketServer } from 'ws';

/** A server that does some work for each message, and answers the text `heart_beat` with `ok`. It has a bug. */
export function startServer() {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket) => {
    let isBusy = false;
    socket.on('message', async (data) => {
      // One job at a time. A heartbeat that comes while the server works is dropped as well: this is the bug.
      if (isBusy) return;
      if (String(data) === 'heart_beat') return socket.send('ok');
      isBusy = true;
      await work();
      isBusy = false;
      socket.send(`done: ${data}`);
    });
  });
  return server;
}

const work = () => new Promise((resolve) => setTimeout(resolve, 50));
