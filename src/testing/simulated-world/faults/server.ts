import { closeCodes } from '../../../close-codes.ts';
import type { Chance } from '../chance.ts';
import type { SimulatedClient } from '../client.ts';
import { SECRET } from '../secrets.ts';
import type { Faults } from './fault.ts';

/** Codes that a server sends and that mean another try; those of the other classes have faults of their own. */
const retried = [
  1000,
  1005,
  4000,
  ...closeCodes
    .filter(({ sender, verdict }) => sender !== 'nobody' && verdict === 'retry')
    .map(({ code }) => code),
];
const refreshed = closeCodes.filter(({ verdict }) => verdict === 'refresh').map(({ code }) => code);
const fatal = closeCodes
  .filter(({ sender, verdict }) => sender !== 'client' && verdict === 'fatal')
  .map(({ code }) => code);

/** What the server does. */
export const serverFaults: Faults = {
  'the server restarts': (client, chance, all) =>
    // Each client's chance strikes it: in a large world it is mostly one node that restarts.
    restart(chance.is(3 / all.length) ? all : [client], chance),
  'a close that means retry': (client, { pick }) => closed(client, pick(retried)),
  'a close that means refresh': (client, { pick }) => closed(client, pick(refreshed)),
  'a close that is fatal': (client, { pick }) => closed(client, pick(fatal)),
  'a close with retry-after': (client, { between }) => closed(client, 1013, `retry-after=${between(1, 15)}`),
  'the server refuses the client': (client) => {
    client.ends.at(-1)?.refuse();
    client.trouble();
  },
  'a frame that is none of the protocol': (client) => {
    client.ends.at(-1)?.peer.send(`{"token":"${SECRET}`);
    client.trouble();
  },
  'the server is mute': (client, { gap }) => {
    const end = client.ends.at(-1);
    if (!end) return;
    end.isMute = true;
    end.peer.answersPings = false;
    client.trouble(gap(20_000), () => {
      end.isMute = false;
      end.peer.answersPings = true;
    });
  },
  'a ping of the server': (client) => client.ends.at(-1)?.peer.ping(),
  'a pong that nobody asked for': (client) => client.ends.at(-1)?.peer.pong(),
};

/** All links end, with a close frame, without one, or in silence; and for a while nobody is there. */
function restart(all: readonly SimulatedClient[], { pick, gap }: Chance): void {
  const how = pick(['close', 'reset', 'silence'] as const);
  const ms = gap(10_000);
  for (const client of all) {
    for (const { peer } of client.ends) {
      if (how === 'close') peer.close(1012, 'restart');
      else if (how === 'reset') peer.reset();
      else peer.freeze();
    }
    client.network.mode = 'refuse';
    client.trouble(ms, () => {
      client.network.mode = 'accept';
    });
  }
}

function closed(client: SimulatedClient, code: number, reason = 'told to go'): void {
  client.ends.at(-1)?.peer.close(code, reason);
  client.trouble();
}
