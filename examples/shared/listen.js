// @ts-check
import { once } from 'node:events';

/**
 * Listens on `port` of the loopback interface, or on the next one that is free; 0 is any free one.
 * @param {import('node:http').Server} server
 * @param {number} port
 * @returns {Promise<number>}
 */
export async function listen(server, port) {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    const isTaken = /** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE';
    if (isTaken && port < 65_535) return listen(server, port + 1);
    throw error;
  }
  return /** @type {import('node:net').AddressInfo} */ (server.address()).port;
}
