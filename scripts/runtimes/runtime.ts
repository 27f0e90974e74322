import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { hermesScript, installHermes } from './hermes.ts';

/** A runtime that is here, and how it runs a file. */
export interface Runtime {
  readonly kind: Kind;
  readonly version: string;
  /** Its executable, and what stands before the file. */
  readonly path: string;
  readonly flags: readonly string[];
  /** Makes the file that it runs in the place of the client, where it cannot run that. */
  script?(): Promise<string>;
}

/** One that is not, why, and what was tried. */
export interface Missing {
  readonly spec: string;
  readonly tried: string;
  readonly reason: string;
}

export type Kind = 'node' | 'deno' | 'bun' | 'hermes';

const names: Readonly<Record<Kind, string>> = { node: 'Node', deno: 'Deno', bun: 'Bun', hermes: 'Hermes' };

interface Way {
  /** Arguments that make it print its version and its path. */
  readonly probe: readonly string[];
  flags(version: string): readonly string[];
}

const ways: Readonly<Record<Exclude<Kind, 'hermes'>, Way>> = {
  node: {
    probe: ['-p', 'process.versions.node + " " + process.execPath'],
    // Its own WebSocket is there from 20.10, and on by default from 22.
    flags: (version) => ['--no-warnings', ...(majorOf(version) < 22 ? ['--experimental-websocket'] : [])],
  },
  deno: {
    probe: ['eval', 'console.log(Deno.version.deno, Deno.execPath())'],
    flags: () => ['run', '--quiet', '--allow-all', '--no-lock', '--node-modules-dir=manual'],
  },
  bun: { probe: ['-e', 'console.log(Bun.version, process.execPath)'], flags: () => ['run'] },
};

/** What is asked when nothing is named. The lists of differences are exact, so that Deno and Bun are, too. */
export const defaultSpecs: readonly string[] = [
  'node@20',
  'node@22',
  'node@24',
  'deno@2.9.6',
  'bun@1.4.5',
  'hermes@0.12.0',
];

export const titleOf = ({ kind, version }: Runtime): string => `${names[kind]} ${version}`;

export const majorOf = (version: string): number => Number.parseInt(version, 10);

/** How long npm may take to bring one, in ms. */
const PATIENCE = 180_000;

/**
 * Finds `KIND@VERSION` by npm, or the `KIND` of this machine; `node` is the one that runs this. What has to be installed is, below
 * `folder`.
 */
export async function find(spec: string, folder: string): Promise<Runtime | Missing> {
  const [kind = '', version] = spec.split('@');
  if (kind === 'hermes') return findHermes(spec, version ?? 'latest', folder);
  if (!isKind(kind)) return { spec, tried: 'nothing', reason: 'no such runtime is known' };
  const { probe, flags } = ways[kind];
  const [file, ...args] = version
    ? ['npm', 'exec', '--yes', `--package=${spec}`, '--', kind, ...probe]
    : [kind === 'node' ? process.execPath : kind, ...probe];
  try {
    const { stdout } = await promisify(execFile)(file as string, args, { timeout: PATIENCE });
    const [, found, path] = /(\S+) (.+)$/.exec(stdout.trim()) ?? [];
    if (!found || !path) throw new Error(`it printed ${JSON.stringify(stdout)}`);
    return { kind, version: found, path, flags: flags(found) };
  } catch (error) {
    return { spec, tried: [file, ...args].join(' '), reason: faultOf(error as Error) };
  }
}

const isKind = (kind: string): kind is keyof typeof ways => Object.hasOwn(ways, kind);

/** The engine of React Native. It has no network: of it the language is asked. */
async function findHermes(spec: string, version: string, folder: string): Promise<Runtime | Missing> {
  try {
    const path = await installHermes(version, folder);
    return { kind: 'hermes', version, path, flags: ['-w'], script: () => hermesScript(folder) };
  } catch (error) {
    return { spec, tried: `npm install hermes-engine-cli@${version}`, reason: faultOf(error as Error) };
  }
}

/** What npm or the shell says in the end, without the command that stands before it. */
function faultOf({ message, stderr }: Error & { readonly stderr?: string }): string {
  const lines = `${stderr || message}`.split('\n').filter((line) => line.trim() && !/^npm warn/i.test(line));
  return lines.slice(0, 3).join('; ') || message;
}
