import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { type FuzzReport, replay } from './fuzz.ts';
import { watch } from './watch.ts';
import type { Told } from './worker.ts';

/** How long one link may take before it counts as a loop, in ms. */
const PATIENCE = 20_000;

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** `npm run fuzz`: reads drawn frames with each dialect, or with one, and prints what came of it. Answers the exit code. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      dialect: { type: 'string', default: '' },
      frames: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    },
  });
  const [frames, seed] = [wholeNumber('frames', values.frames), wholeNumber('seed', values.seed)];
  if (frames === undefined || seed === undefined) return 2;
  console.log(`seed ${seed}, ${frames} frames each`);
  return run(values.dialect, seed, frames);
}

async function run(dialect: string, seed: number, frames: number): Promise<number> {
  const file = await workerFile();
  let chosen: readonly string[] = [];
  let exitCode = 0;
  const tell = (told: Told): void => {
    if ('known' in told) {
      ({ chosen } = told);
      if (chosen.length > 0) return;
      console.error(`--dialect: ${dialect} is none of ${told.known.join(', ')}`);
      exitCode = 2;
    } else if (typeof told.report === 'string') {
      console.error(told.report);
      exitCode = 1;
    } else console.log(lineOf(told.name, told.report, told.seconds));
  };
  const order = { dialect, seed, frames, at: new SharedArrayBuffer(16) };
  const end = await watch(file, order, (message) => tell(message as Told), PATIENCE).then(
    (stuck) => stuck && 'reading does not end',
    // Out of memory, or thrown where nobody waits for it.
    (fault: unknown) => String(fault),
  );
  rmSync(file, { force: true });
  if (!end) return exitCode;
  const [index = 0, at = 0] = new Float64Array(order.at);
  const name = chosen[index] ?? '';
  console.error(`${name}: ${end}\n${replay(name, at)}`);
  return 1;
}

/** Compiles the worker, which Node 20 cannot load as it is. */
async function workerFile(): Promise<string> {
  const outfile = `${root}node_modules/.cache/heartwire-fuzz/worker-${process.pid}.mjs`;
  await build({
    entryPoints: [`${root}test/dialects/fuzz/worker.ts`],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    sourcemap: 'inline',
    outfile,
  });
  return outfile;
}

function wholeNumber(name: string, text: string): number | undefined {
  const value = Number(text);
  if (text !== '' && Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`--${name}: ${text} is not a whole number from 0`);
  return undefined;
}

function lineOf(name: string, { frames, cases, memory, found }: FuzzReport, seconds: number): string {
  const signals = Object.entries(found).map(([signal, count]) => `${signal} ${count}`);
  const rate = Math.round(frames / seconds);
  const most = Math.round(memory / 1_024);
  return `${name}: ${frames} frames on ${cases} links, ${rate}/s, at most ${most} KiB a frame; ${signals.join(', ')}`;
}
