import { expect, test } from 'vitest';
import { connectionMachine } from '../../src/machines/connection.ts';
import { edgesOf } from '../../src/testing/edges-of.ts';
import { worldDialects, worldFaults } from '../../src/testing/index.ts';
import { runWorlds } from './support/run-worlds.ts';

/** Edges that are too rare in small worlds to be asked for here; `npm run soak` walks them. */
const rare = ['live.closing: page.restored → closed'];

/** What every run must have seen at least once: losses of every kind, and a close of every class. */
const losses = [
  'ERR_HEARTWIRE_BAD_FRAME',
  'ERR_HEARTWIRE_CONNECT_TIMEOUT',
  'ERR_HEARTWIRE_DIAL_FAILED',
  'ERR_HEARTWIRE_PONG_TIMEOUT',
  'ERR_HEARTWIRE_PROVIDER_FAILED',
  'ERR_HEARTWIRE_REFUSED',
  'ERR_HEARTWIRE_SOCKET_CLOSED 1000',
  'ERR_HEARTWIRE_SOCKET_CLOSED 1005',
  'ERR_HEARTWIRE_SOCKET_CLOSED 1006',
  'ERR_HEARTWIRE_SOCKET_CLOSED 1008',
  'ERR_HEARTWIRE_SOCKET_CLOSED 1012',
  'ERR_HEARTWIRE_SOCKET_CLOSED 1013',
  'ERR_HEARTWIRE_SOCKET_CLOSED 3000',
  'ERR_HEARTWIRE_SOCKET_CLOSED 4401',
  'ERR_HEARTWIRE_SOCKET_FAILED',
  'ERR_HEARTWIRE_SUPERSEDED',
  'ERR_HEARTWIRE_UPGRADE_REFUSED 401',
  'ERR_HEARTWIRE_UPGRADE_REFUSED 403',
  'ERR_HEARTWIRE_UPGRADE_REFUSED 503',
];

const least = (names: readonly string[], count: number, counts: Readonly<Record<string, number>>) =>
  names.filter((name) => (counts[name] ?? 0) < count);

test('no invariant is broken in the worlds of 1,000 seeds, in which everything that can happen does', async () => {
  const counts = await runWorlds(1, 1_000);
  expect(least(Object.keys(worldFaults), 100, counts.faults)).toEqual([]);
  expect(least(losses, 10, counts.losses)).toEqual([]);
  const edges = edgesOf(connectionMachine).map(({ id }) => id);
  expect(least(edges, 1, counts.edges).filter((edge) => !rare.includes(edge))).toEqual([]);
  expect(
    least(
      worldDialects.map(({ name }) => name),
      100,
      counts.dialects,
    ),
  ).toEqual([]);
  expect(least(['sent', 'queued', 'refused'], 10_000, counts.sends)).toEqual([]);
  const reasons = ['overflow', 'replaced', 'expired', 'aborted', 'closed', 'failed', 'not-open'];
  expect(least(reasons, 100, counts.drops)).toEqual([]);
}, 120_000);
