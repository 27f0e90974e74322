import { defineConfig } from 'vitest/config';

/** `npm run interop:system`: the presets at the servers that this machine has. Installs none, and says which it did not find. */
export default defineConfig({
  test: {
    name: 'interop-system',
    include: ['interop/system/**/*.node.test.ts'],
    environment: 'node',
    globalSetup: ['interop/install.js', 'interop/system/announce.ts'],
    maxWorkers: 4,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
