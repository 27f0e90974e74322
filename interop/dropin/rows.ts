import type { ClientRow } from './row.ts';

/** One file each in `clients/`. They are JavaScript: their packages are there only once the interop tests have run. */
const names = [
  'sharedb',
  'ethers',
  'ethers-blocks',
  'graphql-ws',
  'rxjs',
  'y-websocket',
  'socket.io',
  'trpc',
  'phoenix',
  'mqtt',
  'centrifuge',
  'stompjs',
  'nats',
];

/** Clients of others, each with its server. */
export const rows: readonly ClientRow[] = await Promise.all(
  names.map(async (name) => (await import(`./clients/${name}.js`)).default as ClientRow),
);
