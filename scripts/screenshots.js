// @ts-check
/**
 * `npm run screenshots`: writes `docs/images/view-*.png`, the live view in four situations, light and dark, wide and on a phone. The
 * connection in it lives on a virtual clock, and nothing moves, so that equal code gives equal pictures on one machine.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { chromium } from 'playwright';
import { runnerImport } from 'vite';

const { values } = parseArgs({
  options: { out: { type: 'string', default: fileURLToPath(new URL('../docs/images/', import.meta.url)) } },
});
const scenes = /** @type {const} */ (['open', 'awaiting-pong', 'backoff', 'failed']);
const schemes = /** @type {const} */ (['light', 'dark']);
const screens = { wide: { width: 1280, height: 800 }, phone: { width: 375, height: 812 } };

/** @type {{ module: typeof import('../test/support/chromium.ts') }} */
const { module } = await runnerImport(
  fileURLToPath(new URL('../test/support/chromium.ts', import.meta.url)),
  {
    configFile: false,
  },
);
const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('screenshots/scene.ts', import.meta.url))],
  bundle: true,
  format: 'iife',
  target: 'es2022',
  write: false,
});
const script = outputFiles[0]?.text ?? '';
const page = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>heartwire-view</title>
<style>body { margin: 0; padding: 12px; background: light-dark(#f5f6f8, #0e1116); }</style><body></body></html>`;

mkdirSync(values.out, { recursive: true });
const browser = await chromium.launch(module.launchOptions(await module.resolveChromium()));
try {
  for (const [screen, viewport] of Object.entries(screens)) {
    for (const colorScheme of schemes) {
      for (const scene of scenes) {
        const name = `view-${scene}-${colorScheme}-${screen}.png`;
        await shoot({ viewport, colorScheme, scene, path: `${values.out}/${name}` });
        console.log(name);
      }
    }
  }
} finally {
  await browser.close();
}

/** @param {{ viewport: { width: number, height: number }, colorScheme: 'light' | 'dark', scene: string, path: string }} shot */
async function shoot({ viewport, colorScheme, scene, path }) {
  const context = await browser.newContext({
    viewport,
    colorScheme,
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
    locale: 'en-GB',
  });
  const tab = await context.newPage();
  await tab.setContent(page);
  await tab.addScriptTag({ content: script });
  await tab.evaluate(`play(${JSON.stringify(scene)})`);
  // Two turns of the view's own clock.
  await tab.waitForTimeout(300);
  await tab.screenshot({ path, fullPage: true });
  await context.close();
}
