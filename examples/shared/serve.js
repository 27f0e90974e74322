// @ts-check
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { createServer as createViteServer } from 'vite';
import { listen } from './listen.js';
import { ownPackage } from './own-package.js';

const HOST = '127.0.0.1';
const root = fileURLToPath(new URL('..', import.meta.url));
const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The examples, each a folder with an `index.html` and a `server.ts`. */
export const EXAMPLES = ['text-echo', 'json-echo', 'server-led-chat', 'presence-chat'];

/**
 * Starts an example's page and server on one port of the loopback interface. Pages may come from there, and from the
 * origins that the environment variable ORIGINS lists, with commas between.
 * @param {string} name
 * @param {number} port the next free one if it is taken, any if 0
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export async function startExample(name, port) {
  if (!EXAMPLES.includes(name))
    throw new Error(`There is no example ${name}. There are: ${EXAMPLES.join(', ')}.`);
  const vite = await startVite(name);
  /** @type {import('./example.ts').Answer} */
  let answer = () => false;
  const server = createServer((request, response) => {
    if (answer(request, response)) return;
    const page = pageOf(name, request.url);
    // Not through Vite, which would add a client that reloads the page and dials a WebSocket of its own.
    if (page) response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    else vite.middlewares(request, response, () => response.writeHead(404).end());
  });
  const origin = `http://${HOST}:${await listen(server, port)}`;
  const origins = [origin, ...list(process.env.ORIGINS)];
  /** @type {{ start: import('./example.ts').Start }} */
  const { start } = /** @type {any} */ (await vite.ssrLoadModule(`/${name}/server.ts`));
  const example = await start({ server, origins });
  answer = example.answer ?? answer;
  return {
    url: `${origin}/`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      await example.close();
      server.closeAllConnections();
      await Promise.all([closed, vite.close()]);
    },
  };
}

/**
 * Serves the modules of the pages, and loads the servers.
 * @param {string} name
 */
function startVite(name) {
  return createViteServer({
    configFile: false,
    root,
    cacheDir: `${repository}node_modules/.vite/example-${name}`,
    appType: 'custom',
    clearScreen: false,
    logLevel: 'warn',
    plugins: [vue()],
    resolve: { alias: ownPackage() },
    define: {
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    // XState is served as it is: nodes of a cluster, which start at the same time, would write over each other's bundles of it.
    // Vue is named, so that the first visit does not find it and reload the page.
    optimizeDeps: { include: name === 'json-echo' ? ['vue'] : [], noDiscovery: true },
    server: {
      middlewareMode: true,
      ws: false,
      hmr: false,
      watch: null,
      forwardConsole: false,
      fs: { allow: [repository] },
    },
  });
}

/**
 * @param {string} name
 * @param {string} [url]
 */
function pageOf(name, url = '/') {
  const file = /^\/(?:(\w+)\.html)?(?:\?.*)?$/.exec(url);
  if (!file) return undefined;
  try {
    return readFileSync(`${root}${name}/${file[1] ?? 'index'}.html`);
  } catch {
    return undefined;
  }
}

/** @param {string} [text] */
function list(text = '') {
  return text.split(',').filter((each) => each !== '');
}
