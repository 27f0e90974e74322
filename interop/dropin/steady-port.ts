import { createServer } from 'node:net';

/** Below the ports that kernels give to clients (Linux from 32,768, others from 49,152) and without those of common servers. */
const FIRST = 20_000;
const COUNT = 10_000;

/** A port of the loopback that nobody listens on, and that no client is given while its listener is away for a moment. */
export async function steadyPort(): Promise<number> {
  const port = FIRST + Math.floor(Math.random() * COUNT);
  return (await isFree(port)) ? port : steadyPort();
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
