import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { bundledScript } from '../support/bundled-script.ts';
import type { livesThroughBlackHole } from './support/black-hole.ts';
import { MARGIN } from './support/losses.ts';
import { summary } from './support/summary.ts';
import { skipLoudly } from './support/tab-tests.ts';

const run = promisify(execFile);

/** Runs a command in user and network namespaces of its own: no privileges are needed, and nobody else's network is touched. */
const alone = (command: string, timeout: number) =>
  run('unshare', ['-Urn', 'sh', '-c', command], { timeout });

test('a real black hole (an interface that goes down) is lost within the bound, dialed in vain, and open when the interface is up', {
  timeout: 30_000,
}, async (context) => {
  const refusal = await alone('ip link set lo up', 5_000).then(
    () => undefined,
    (error: Error) => error.message,
  );
  if (refusal !== undefined) return skipLoudly(context, `no network namespace is to be had here: ${refusal}`);
  using script = await bundledScript(`
    import { livesThroughBlackHole } from './test/faults/support/black-hole.ts';
    livesThroughBlackHole().then((told) => console.log(JSON.stringify(told)));
  `);
  const { stdout, stderr } = await alone(
    `ip link set lo up && exec "${process.execPath}" "${script.path}"`,
    20_000,
  );
  expect(stderr).toBe('');
  const { lost, refused, ...rest }: Awaited<ReturnType<typeof livesThroughBlackHole>> = JSON.parse(stdout);
  summary('black hole, ms after the last frame until lost', [lost?.after ?? Number.NaN]);
  expect(lost).toMatchObject({ code: 'ERR_HEARTWIRE_PONG_TIMEOUT', wasOpen: true, verdict: 'retry' });
  expect(lost?.after).toBeLessThan(400 + MARGIN);
  // Linux says at once that there is no way to get there; another system may keep silent.
  expect(['ERR_HEARTWIRE_DIAL_FAILED', 'ERR_HEARTWIRE_CONNECT_TIMEOUT']).toEqual(
    expect.arrayContaining([...new Set(refused)]),
  );
  expect(refused.length).toBeGreaterThanOrEqual(2);
  expect(rest).toEqual({ echoed: 'out of the hole', held: 1, mostHeld: 1 });
});
