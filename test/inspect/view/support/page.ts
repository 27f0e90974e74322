import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleView } from '../../../../scripts/view/bundle.ts';

/** As strict as a page can be: scripts of its own and nothing else, no inline style, no markup out of strings. */
const POLICY =
  "default-src 'none'; script-src 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>view</title>
<script src="/heartwire-view.js"></script><script src="/scene.js"></script></head><body></body></html>`;

/** A page with one script tag for the view, and one for a connection to be shown. */
export interface ViewPage {
  readonly url: string;
  /** Paths that were asked for. */
  readonly asked: string[];
  close(): void;
}

/** Serves the page under a strict policy. */
export async function serveViewPage(): Promise<ViewPage> {
  const files: Readonly<Record<string, string>> = {
    '/': PAGE,
    '/heartwire-view.js': await bundleView(),
    '/scene.js': await sceneScript(),
  };
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const file = files[url];
    if (file === undefined) return response.writeHead(404).end();
    const type = url === '/' ? 'text/html' : 'text/javascript';
    return response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY }).end(file);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function sceneScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../../../scripts/screenshots/scene.ts', import.meta.url))],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}
