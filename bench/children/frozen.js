// @ts-check
/** Time from the last frame that a client hears of a link that then freezes to its saying so, in ms; `null`: not within the limit. */
import { setTimeout as sleep } from 'node:timers/promises';
import { built } from '../support/build.js';
import { clients } from '../support/clients.js';
import { input, report } from '../support/processes.js';

/** @type {{ addresses: import('../support/processes.js').Addresses, runs: readonly { name: string, client: import('../support/clients.js').ClientName, server: 'ws' | 'io' | 'ioFast' }[], limit: number }} */
const { addresses, runs, limit } = input();
const { faultProxy } = await import(built('testing/fault-proxy.js'));

/** @param {(typeof runs)[number]} run */
async function freeze({ client, server }) {
  const proxy = await faultProxy({ target: Number(new URL(addresses[server]).port) });
  const address = `${proxy.host}:${proxy.port}/echo`;
  let heard = () => {};
  let noticed = () => {};
  const connection = await clients[client](
    { ws: `ws://${address}`, io: `http://${address}` },
    () => heard(),
    () => noticed(),
  );
  // Anywhere in the interval of a heartbeat.
  await sleep(Math.random() * 200);
  return new Promise((resolve) => {
    heard = () => {
      proxy.mode('freeze');
      const lastHeard = performance.now();
      const timer = setTimeout(() => resolve(null), limit);
      noticed = () => {
        clearTimeout(timer);
        resolve(performance.now() - lastHeard);
      };
    };
    connection.send('mark');
  });
}

report(await Promise.all(runs.map(async (run) => ({ name: run.name, time: await freeze(run) }))));
