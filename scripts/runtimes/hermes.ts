import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BuildOptions, build, type Plugin } from 'esbuild';

const run = promisify(execFile);

/** Where the engine's packages have its shell. */
const SHELLS: Readonly<Record<string, string>> = {
  linux: 'linux64-bin/hermes',
  darwin: 'osx-bin/hermes',
  win32: 'win64-bin/hermes.exe',
};

/** How long npm may take, in ms. */
const PATIENCE = 180_000;

/** What stands for React Native beside the engine: the preset of its bundler, of a version that still turns classes into functions, and its polyfill of URL. */
const BESIDE = ['@react-native/babel-preset@0.76.9', '@babel/core@7', 'whatwg-url-without-unicode@8.0.0-3'];

/** Installs an engine and what stands beside it below `folder`; resolves with the path of its shell. */
export async function installHermes(version: string, folder: string): Promise<string> {
  const home = homeIn(folder);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{}');
  const packages = [`hermes-engine-cli@${version}`, ...BESIDE];
  const install = ['install', '--prefix', home, '--no-audit', '--no-fund', ...packages];
  await run('npm', install, { timeout: PATIENCE });
  return join(home, 'node_modules/hermes-engine-cli', SHELLS[process.platform] ?? 'none');
}

const homeIn = (folder: string): string => join(folder, 'hermes');

/** Run before the questions, and each by itself: an import for nothing but its effect is left out, says the package's manifest. */
const SCOPE = ['../../test/runtimes/support/react-native/own.ts', 'client/hermes/scope.ts'];

/** The questions as React Native's bundler gives them to the engine: one file, in the language that it knows. */
export async function hermesScript(folder: string): Promise<string> {
  const home = homeIn(folder);
  const files = [...SCOPE, 'client/hermes/main.ts'].map((file) =>
    fileURLToPath(new URL(file, import.meta.url)),
  );
  const parts = [
    await bundle({ stdin: { contents: POLYFILL, resolveDir: home } }, home),
    ...(await Promise.all(files.map((file) => bundle({ entryPoints: [file] }, folder)))),
  ];
  const path = join(home, 'client.js');
  writeFileSync(path, await transformed(parts.join('\n'), home));
  return path;
}

/** As `react-native-url-polyfill` has it, with what else the library's network in memory asks for. */
const POLYFILL = `
  import { URL } from 'whatwg-url-without-unicode';
  URL.canParse = (url) => { try { return Boolean(new URL(url)); } catch { return false; } };
  globalThis.URL = URL;
`;

/** Bundles a module whose packages are those of `folder`. */
async function bundle(entry: BuildOptions, folder: string): Promise<string> {
  const { outputFiles } = await build({
    ...entry,
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    banner: { js: "'use strict';" },
    plugins: [packagesOf(folder)],
    external: ['node:*'],
    logLevel: 'silent',
  });
  return outputFiles?.[0]?.text ?? '';
}

/** Takes `heartwire` from where it is installed: the file that imports it stands in its sources. */
const packagesOf = (folder: string): Plugin => ({
  name: 'packages of a folder',
  setup(build) {
    build.onResolve({ filter: /^heartwire/ }, ({ path, kind, resolveDir }) =>
      resolveDir === folder ? undefined : build.resolve(path, { resolveDir: folder, kind }),
    );
  },
});

interface Babel {
  transformAsync(code: string, options: object): Promise<{ readonly code: string }>;
}

/** What Metro does to every module, but for imports, of which there are none. */
async function transformed(code: string, home: string): Promise<string> {
  const require = createRequire(import.meta.url);
  const modules = join(home, 'node_modules');
  const babel: Babel = require(join(modules, '@babel/core'));
  const preset = join(modules, '@react-native/babel-preset');
  const options = { enableBabelRuntime: false, disableImportExportTransform: true };
  const transformed = await babel.transformAsync(code, {
    babelrc: false,
    configFile: false,
    compact: false,
    sourceType: 'script',
    filename: join(home, 'client.js'),
    presets: [[preset, options]],
  });
  return transformed.code;
}
