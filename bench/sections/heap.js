// @ts-check
import { measure, withServer } from '../support/processes.js';

/** @typedef {{ readonly client: string, readonly bytes: number, readonly overBare: number }} HeapRow */

const names = /** @type {const} */ ({
  ws: 'ws',
  heartwire: 'heartwire',
  'heartwire with text()': 'heartwireText',
  'heartwire/lite': 'heartwireLite',
  machine: 'heartwireMachine',
  'reconnecting-websocket': 'reconnecting-websocket',
  partysocket: 'partysocket',
  'socket.io-client': 'socket.io-client',
});

/**
 * Measures the heap of an idle connection; all clients at once, since nothing here depends on time.
 * @param {{ readonly connections: number, readonly settle: number }} plan `settle`: idle time in ms before the heap is read
 * @returns {Promise<HeapRow[]>} the bare client first
 */
export function heapPerConnection(plan) {
  return withServer(async (addresses) => {
    const rows = await Promise.all(
      Object.entries(names).map(async ([name, client]) => {
        const bytes = await measure('heap', { ...plan, client, addresses });
        return { client: name, bytes: Math.round(/** @type {number} */ (bytes)) };
      }),
    );
    const bare = rows.find(({ client }) => client === 'ws')?.bytes ?? 0;
    return rows.map((row) => ({ ...row, overBare: row.bytes - bare }));
  });
}
