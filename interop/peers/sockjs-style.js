// @ts-check
/**
 * A server that beats as SockJS servers do on raw WebSockets: with ping frames (`websocket-driver` sends the like), and that drops who does not
 * answer. Options: `port`, `interval` in ms.
 */
import { WebSocketServer } from 'ws';
import { options, say } from './parent.js';

const wss = new WebSocketServer({ host: '127.0.0.1', port: options.port });
wss.on('listening', () => say('up', options.port));
wss.on('connection', (socket) => {
  say('client');
  let isAlive = true;
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, options.interval);
  socket.on('pong', () => {
    isAlive = true;
    say('beat');
  });
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  socket.on('close', (code) => {
    clearInterval(timer);
    say('gone', code);
  });
});
