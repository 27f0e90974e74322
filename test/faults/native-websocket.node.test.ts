import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, inject, test } from 'vitest';
import type { ContractReport } from '../../src/testing/run-contract.ts';
import { bundledScript } from '../support/bundled-script.ts';
import type { Detections } from './support/frozen-links.ts';
import { summary } from './support/summary.ts';

const run = promisify(execFile);

/** The Node whose own WebSocket is tested: this one, unless HEARTWIRE_NODE names another. */
const node = process.env.HEARTWIRE_NODE || process.execPath;

/** Runs TypeScript in that Node, its WebSocket switched on where it is not by default. */
async function runOn(source: string): Promise<{ version: string; told: string }> {
  using script = await bundledScript(source);
  const { stdout } = await run(node, ['-p', 'process.version']);
  const version = stdout.trim();
  const flags =
    Number.parseInt(version.slice(1), 10) < 22 ? ['--experimental-websocket', '--no-warnings'] : [];
  const { stdout: told, stderr } = await run(node, [...flags, script.path], { timeout: 50_000 });
  expect(stderr).toBe('');
  return { version, told };
}

test("over Node's own WebSocket, the browser transport keeps every promise of the transport contract", {
  timeout: 60_000,
}, async () => {
  const { version, told } = await runOn(`
    import { browserTransport } from './src/adapters/browser.ts';
    import { runTransportContract } from './src/testing/transport-contract.ts';
    import { loopbackHarness } from './test/adapters/support/loopback-harness.ts';
    const harness = () => loopbackHarness(browserTransport(), '${inject('control')}', { seesHttpStatus: false });
    runTransportContract(harness).then((report) => console.log(JSON.stringify(report)));
  `);
  const { passed, skipped }: ContractReport = JSON.parse(told);
  console.info(`transport contract on the WebSocket of Node ${version}: ${passed.length} promises kept`);
  expect(passed.length).toBeGreaterThan(30);
  // Control frames, which it cannot send, and the HTTP status, which it does not see.
  expect(skipped.length).toBeLessThan(6);
});

test("20 of 20 frozen links over Node's own WebSocket are lost at most 350 ms after the last frame heard, and dialed again at once", {
  timeout: 60_000,
}, async () => {
  const { version, told } = await runOn(`
    import { browserTransport } from './src/adapters/browser.ts';
    import { text } from './src/dialects/text.ts';
    import { detectFrozenLinks } from './test/faults/support/frozen-links.ts';
    const ground = { transport: () => browserTransport(), control: '${inject('control')}' };
    detectFrozenLinks(ground, text, 20).then((detections) => console.log(JSON.stringify(detections)));
  `);
  const { detections, discarded }: Detections = JSON.parse(told);
  const times = detections.map(({ after }) => after);
  summary(
    `lost with the WebSocket of Node ${version}, ms after the last frame (${discarded} more not counted)`,
    times,
  );
  expect(detections.map(({ code }) => code)).toEqual(Array(20).fill('ERR_HEARTWIRE_PONG_TIMEOUT'));
  expect(Math.max(...times)).toBeLessThanOrEqual(350);
  expect(Math.max(...detections.map(({ redial }) => redial))).toBeLessThan(1_000);
});
