import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { faultProxy } from '../../src/testing/fault-proxy.ts';
import { read, root } from '../../test/docs/support/markdown.ts';
import { createDesk } from '../dropin/desk.ts';
import { recipes, run, table, writtenRecipes } from '../dropin/recipes.ts';
import type { ClientRow } from '../dropin/row.ts';
import { rows } from '../dropin/rows.ts';
import { steadyPort } from '../dropin/steady-port.ts';

test('every recipe compiles at the packages that are tested', { timeout: 60_000 }, async () => {
  // One each, and two classes of a single link.
  expect(recipes.length).toBe(table.length + 2);
  using written = writtenRecipes();
  const tsc = [`${root}node_modules/typescript/bin/tsc`, '-p', written.folder];
  const { stdout } = await promisify(execFile)(process.execPath, tsc).catch((error) => error);
  expect(stdout).toBe('');
});

describe.concurrent.each(rows.filter(({ name }) => table.some(([client]) => client === name)))(
  'the recipe of $name',
  (row) => {
    test.skipIf(row.missing?.())(
      'runs as pasted: one connection, which stays',
      { retry: 2 },
      async ({ expect }) => {
        const recipe = recipes.find(({ heading }) => heading === row.name);
        if (!recipe) throw new Error(`no recipe for ${row.name}`);
        const port = await steadyPort();
        const server = await row.serve(createDesk(), port);
        const proxy = await faultProxy({ target: port });
        try {
          await using running = await run(recipe, proxy.port);
          await expect.poll(() => proxy.connections, { timeout: 20_000 }).toBe(1);
          // A server that will not have it says so at once.
          await sleep(300);
          expect([proxy.connections, running.complaints]).toEqual([1, '']);
        } finally {
          await proxy.close();
          await server.close();
        }
      },
    );
  },
);

/** What the page says first of a unit under way, of what comes of it. */
function said({ underWay: { seen, runs } }: ClientRow): string {
  if (seen === 'nothing') return 'never comes';
  if (seen === 'failed') return 'fails';
  return runs > 1 ? 'asked for again' : 'comes over the next link';
}

test('the table says of each client what its tests have seen', () => {
  const documented = table.map(([client, mode, , underWay = '']) => [
    client,
    mode,
    /^(never comes|fails|asked for again|comes over the next link)/.exec(underWay)?.[0],
  ]);
  const tested = rows
    .filter(({ name }) => name !== 'ethers with subscriptions')
    .map((row) => [row.name, row.mode, said(row)]);
  expect(documented).toEqual(tested);
});

test('the page says which servers are mocks', () => {
  const mocks = rows.filter(({ isMock }) => isMock).map(({ name }) => name);
  const page = read('docs/websocket.md').replaceAll('\n', ' ');
  expect(page).toContain(`(${mocks.join(' and ')} at a mock)`);
});
