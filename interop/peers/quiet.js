// @ts-check
/** A server that says nothing of its own accord: it echoes texts that begin with `echo`. Options: `port`. */
import { WebSocketServer } from 'ws';
import { options, say } from './parent.js';

const wss = new WebSocketServer({ host: '127.0.0.1', port: options.port });
wss.on('listening', () => say('up', options.port));
wss.on('connection', (socket) => {
  say('client');
  socket.on('error', () => socket.terminate());
  socket.on('message', (data) => {
    const text = data.toString();
    say('text', text);
    if (text.startsWith('echo')) socket.send(text);
  });
  socket.on('close', (code) => say('gone', code));
});
