// @ts-check
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { listen } from '../shared/listen.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const repository = fileURLToPath(new URL('../..', import.meta.url));

/** @type {Readonly<Record<string, readonly [file: string, type: string]>>} */
const files = {
  '/': [`${here}index.html`, 'text/html; charset=utf-8'],
  '/receiver.html': [`${here}receiver.html`, 'text/html; charset=utf-8'],
  '/style.css': [`${here}../shared/style.css`, 'text/css'],
  '/inspector.css': [`${here}inspector.css`, 'text/css'],
};

/**
 * Serves the page, the receiver of the inspector and both servers on one port of the loopback interface: nothing is fetched from elsewhere.
 * @param {number} port the next free one if it is taken, any if 0
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export async function serve(port) {
  const scripts = await bundle();
  const server = createServer(({ url = '' }, response) => {
    const path = url.replace(/\?.*/, '');
    const script = scripts.get(path);
    const [file, type] = files[path] ?? [];
    if (script !== undefined) response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    else if (file) response.writeHead(200, { 'content-type': type }).end(readFileSync(file));
    else response.writeHead(404).end();
  });
  const origin = `http://127.0.0.1:${await listen(server, port)}`;
  const example = (await loadServer()).start({ server, origin });
  return {
    url: `${origin}/`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      await example.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** What the pages run, by path. @returns {Promise<ReadonlyMap<string, string>>} */
async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [`${here}main.ts`, `${here}receiver.ts`],
    outdir: '/',
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
  });
  return new Map(outputFiles.map(({ path, text }) => [path, text]));
}

/** The server, out of TypeScript. @returns {Promise<typeof import('./server.ts')>} */
async function loadServer() {
  // Inside the repository, so that it finds the packages.
  mkdirSync(`${repository}.cache`, { recursive: true });
  const folder = mkdtempSync(`${repository}.cache/inspector-`);
  try {
    const outfile = `${folder}/server.mjs`;
    const entryPoints = [`${here}server.ts`];
    await build({
      entryPoints,
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
