// @ts-check
import { startNode } from './node-process.js';
import { freePort, HOST } from './ports.js';
import { startRedis } from './redis-server.js';

const redis = await startRedis();
const ports = [await freePort(), await freePort()];
const nodes = ports.map((port) => `http://${HOST}:${port}`);
const started = await Promise.all(ports.map((port) => startNode(port, { redis: redis.url, nodes })));

console.log('Two nodes of the presence chat, and Redis between them. Open both, and join the same room.');
for (const { url, pid } of started) console.log(`  ${url}  kill -9 ${pid}`);
console.log('Ctrl-C ends all.');

let isEnding = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, async () => {
    if (isEnding) process.exit(1);
    isEnding = true;
    await Promise.all(started.map((node) => node.close()));
    await redis.close();
  });
}
