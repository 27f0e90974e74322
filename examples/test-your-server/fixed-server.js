// @ts-check
import { WebSocketServer } from 'ws';

/** The same server. A heartbeat is answered first, whatever the server is busy with. */
export function startServer() {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket) => {
    let isBusy = false;
    socket.on('message', async (data) => {
      if (String(data) === 'heart_beat') return socket.send('ok');
      if (isBusy) return;
      isBusy = true;
      await work();
      isBusy = false;
      socket.send(`done: ${data}`);
    });
  });
  return server;
}

const work = () => new Promise((resolve) => setTimeout(resolve, 50));
