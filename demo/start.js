// @ts-check
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createServer as createViteServer } from 'vite';
import { listen } from '../examples/shared/listen.js';
import { ownPackage } from '../examples/shared/own-package.js';

const HOST = '127.0.0.1';
const root = fileURLToPath(new URL('.', import.meta.url));
const repository = fileURLToPath(new URL('..', import.meta.url));

/**
 * Starts the page, the server and the proxy between them, all on loopback.
 * @param {number} port of the page; the next free one if it is taken, any if 0
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
async function startDemo(port) {
  const vite = await createViteServer({
    configFile: false,
    root,
    cacheDir: `${repository}node_modules/.vite/demo`,
    appType: 'custom',
    clearScreen: false,
    logLevel: 'warn',
    resolve: { alias: ownPackage() },
    // Named, so that the first visit does not find it and reload the page.
    optimizeDeps: { include: ['xstate'], noDiscovery: true },
    server: {
      middlewareMode: true,
      ws: false,
      watch: null,
      forwardConsole: false,
      fs: { allow: [repository] },
    },
  });
  const { startBackend } = await vite.ssrLoadModule('/server/backend.ts');
  /** @type {import('./server/backend.ts').Backend} */
  const backend = await startBackend();
  const page = readFileSync(`${root}index.html`);
  const server = createServer((request, response) => {
    if (backend.answer(request, response)) return;
    // Not through Vite, which would add a client that reloads the page and dials a WebSocket of its own.
    if (request.url === '/') response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    else vite.middlewares(request, response, () => response.writeHead(404).end());
  });
  const url = `http://${HOST}:${await listen(server, port)}/`;
  return {
    url,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      await backend.close();
      server.closeAllConnections();
      await Promise.all([closed, vite.close()]);
    },
  };
}

const demo = await startDemo(Number(process.env.PORT || 5173));
console.log(`Heartwire demo: ${demo.url}  (Ctrl-C ends it)`);

// Without listeners a second signal ends the process at once, should closing hang.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => demo.close());
