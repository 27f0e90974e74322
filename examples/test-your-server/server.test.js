// @ts-check
import { once } from 'node:events';
import { after, test } from 'node:test';
import { text } from 'heartwire/dialects';
import { runServerTests } from 'heartwire/testing';
import { ws } from 'heartwire/ws';

// Two servers: `busy-server.js` has a bug that no test of one request and its answer finds.
const { startServer } = await import(process.env.SERVER ?? './busy-server.js');
const server = startServer();
await once(server, 'listening');
after(() => server.close());

runServerTests(
  {
    url: `ws://127.0.0.1:${server.address().port}`,
    transport: ws(),
    dialect: text({ ping: 'heart_beat', pong: 'ok' }),
    messages: ['resize the picture'],
  },
  { test },
);
