import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { launchOptions, resolveChromium } from './test/support/chromium.ts';

/** Tests that mostly wait for pages and processes of their own, within generous bounds. */
const waiting = ['test/{examples,demo,docs}/**/*.node.test.{ts,tsx}', 'test/inspect/view/page.node.test.ts'];

/** Without a browser the project `node` still runs; test/setup/browser.ts ends the project `browser` with the reason. */
const chromium = await resolveChromium().catch(() => undefined);

export default defineConfig({
  test: {
    globalSetup: ['test/setup/control.ts'],
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: 'test-results/vitest.json' }]]
      : ['default'],
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/**/*.node.test.{ts,tsx}'],
          exclude: waiting,
          environment: 'node',
          sequence: { groupOrder: 0 },
        },
      },
      ...['machine', 'lite'].map((run) => ({
        test: {
          // The same tests on the two other ways to run the chart: heartwire itself runs its table as an actor.
          name: run,
          include: [
            'test/{scenarios,historical,presets}/**/*.node.test.ts',
            'test/model/{memory,ws}.node.test.ts',
            'test/commands/commands.node.test.ts',
            'test/websocket/{conformance,drop-in,options,properties,historical}.node.test.ts',
          ],
          setupFiles: [`test/runs/on-${run}.ts`],
          environment: 'node' as const,
          sequence: { groupOrder: 0 },
        },
      })),
      {
        test: {
          name: 'pages',
          include: waiting,
          environment: 'node',
          // More files at a time than cores, with `interop`, whose files wait as well.
          sequence: { groupOrder: 2 },
          maxWorkers: 3,
        },
      },
      {
        test: {
          name: 'interop',
          include: ['interop/tests/**/*.node.test.ts'],
          environment: 'node',
          globalSetup: ['interop/install.js'],
          /** By themselves, since deadlines are measured; but most of the time is waited for, so more files at a time than cores. */
          sequence: { groupOrder: 2 },
          maxWorkers: 3,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Known before the first page is open: Vite reloads the page when it finds a package on the way.
        optimizeDeps: { include: ['xstate', 'xstate/graph'] },
        test: {
          name: 'browser',
          include: ['test/**/*.browser.test.{ts,tsx}'],
          globalSetup: ['test/setup/browser.ts'],
          /** One page at a time, after the node tests: deadlines are measured, and two pages share two cores badly. */
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright(chromium ? { launchOptions: launchOptions(chromium) } : {}),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
