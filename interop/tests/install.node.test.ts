import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const script = fileURLToPath(new URL('../install.js', import.meta.url));

interface Run {
  readonly code?: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder like interop/, with one dependency: a folder beside it, or a package that no registry within reach has. */
function folder(dependency: 'local' | 'remote') {
  const root = mkdtempSync(join(tmpdir(), 'heartwire-install-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const interop = join(root, 'interop');
  const local = join(root, 'local');
  for (const path of [interop, local]) mkdirSync(path);
  writeFileSync(join(local, 'package.json'), '{ "name": "wanted", "version": "1.0.0" }');
  const version = dependency === 'local' ? 'file:../local' : '1.0.0';
  const dependencies = { wanted: version };
  const locked =
    dependency === 'local'
      ? {
          '../local': { name: 'wanted', version: '1.0.0' },
          'node_modules/wanted': { resolved: '../local', link: true },
        }
      : {
          'node_modules/wanted': {
            version: '1.0.0',
            integrity: `sha512-${Buffer.alloc(64).toString('base64')}`,
          },
        };
  const head = { name: 'copy', lockfileVersion: 3, requires: true };
  writeFileSync(
    join(interop, 'package.json'),
    JSON.stringify({ name: 'copy', private: true, type: 'module', dependencies }),
  );
  writeFileSync(
    join(interop, 'package-lock.json'),
    JSON.stringify({ ...head, packages: { '': { name: 'copy', dependencies }, ...locked } }),
  );
  cpSync(script, join(interop, 'install.js'));
  const environment = {
    ...process.env,
    npm_config_cache: join(root, 'cache'),
    npm_config_registry: 'http://127.0.0.1:1/',
    npm_config_fetch_retries: '0',
  };
  return {
    root,
    isInstalled: () => existsSync(join(interop, 'node_modules', 'wanted', 'package.json')),
    run: (): Promise<Run> =>
      promisify(execFile)(process.execPath, [join(interop, 'install.js')], { env: environment }).catch(
        (error) => error as Run,
      ),
  };
}

const installs = ({ stdout }: Run) => stdout.split('installing').length - 1;

test('two runs at the same time install once, and a third has nothing to do', async () => {
  const { run, isInstalled } = folder('local');
  const runs = await Promise.all([run(), run()]);
  expect(isInstalled()).toBe(true);
  expect(runs.map(({ code = 0 }) => code)).toEqual([0, 0]);
  expect(runs.map(installs).reduce((sum, each) => sum + each)).toBe(1);
  expect(installs(await run())).toBe(0);
});

test('a lock that a run left behind when it was killed is taken over', async () => {
  const { root, run, isInstalled } = folder('local');
  const lock = join(root, '.cache', 'interop-install');
  mkdirSync(lock, { recursive: true });
  const longAgo = Date.now() / 1_000 - 3_600;
  utimesSync(lock, longAgo, longAgo);
  expect((await run()).code ?? 0).toBe(0);
  expect(isInstalled()).toBe(true);
});

test('without a registry it says what is missing and what to do', async () => {
  const { code, stderr } = await folder('remote').run();
  expect(code).toBe(1);
  expect(stderr).toContain('The interop tests need the npm registry once');
  expect(stderr).toContain('npm ci --prefix interop --ignore-scripts');
});
