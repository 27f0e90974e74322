import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { bundleView } from '../../../scripts/view/bundle.ts';
import { pictureModules } from '../../../scripts/view/pictures.ts';
import { connectionPicture } from '../../../src/inspect/view/pictures/connection.ts';
import { peerPicture } from '../../../src/inspect/view/pictures/peer.ts';

const root = new URL('../../../', import.meta.url);

describe('the pictures of the view', () => {
  test.each(pictureModules())('are those of visualizations/: $path', ({ path, text }) => {
    expect(readFileSync(new URL(path, root), 'utf8')).toBe(text);
  });
});

describe('heartwire-view.js', () => {
  test('is under 25 kB beside its pictures, minified and gzipped', async () => {
    const pictures = [connectionPicture(), peerPicture()].map((picture) => JSON.stringify(picture));
    const whole = gzipSync(await bundleView()).length;
    const beside = whole - gzipSync(pictures.join('')).length;
    expect(beside).toBeGreaterThan(5_000);
    expect(beside).toBeLessThan(25_000);
  });

  test('is a classic script that can run where there is no document', async () => {
    const source = await bundleView();
    expect(source).not.toMatch(/^(import|export)\b/m);
    expect(runInNewContext(`${source};typeof customElements`, {})).toBe('undefined');
  });

  test('has no XState in it: the connection brings its own', async () => {
    const { metafile } = await build({
      entryPoints: [new URL('src/inspect/view/script.ts', root).pathname],
      bundle: true,
      write: false,
      metafile: true,
    });
    const packages = Object.keys(metafile.inputs).filter((path) => path.includes('node_modules'));
    expect(packages).toEqual([]);
  });
});

test('heartwire/inspect/view can be imported where there is no document, and defines nothing there', async () => {
  const { defineView, HeartwireView } = await import('../../../src/inspect/view.ts');
  expect(typeof HeartwireView).toBe('function');
  expect(defineView()).toBeUndefined();
});
