import { parentPort, workerData } from 'node:worker_threads';
import { type FuzzReport, fuzz } from './fuzz.ts';
import { targets } from './targets.ts';

/** What the worker tells: first whom it will fuzz, then of each a report, or the fault that ends it. */
export type Told =
  | { readonly chosen: readonly string[]; readonly known: readonly string[] }
  | { readonly name: string; readonly report: FuzzReport | string; readonly seconds: number };

/** What the worker is given. */
interface Order {
  /** A name; '' for all. */
  readonly dialect: string;
  readonly seed: number;
  readonly frames: number;
  /** Two numbers that the watchdog reads: which dialect of those chosen, and the seed at hand. */
  readonly at: SharedArrayBuffer;
}

const tell = (told: Told): void => parentPort?.postMessage(told);

/** Fuzzes the chosen dialects, one after the other, and tells of each. */
async function run({ dialect, seed, frames, at }: Order): Promise<void> {
  const place = new Float64Array(at);
  const chosen = Object.entries(targets).filter(([name]) => dialect === '' || name === dialect);
  tell({ chosen: chosen.map(([name]) => name), known: Object.keys(targets) });
  for (const [index, [name, harness]] of chosen.entries()) {
    place[0] = index;
    const began = (own: number) => {
      place[1] = own;
    };
    const start = performance.now();
    const report = await fuzz(name, harness, { seed, frames, began }).catch((fault: Error) => fault.message);
    tell({ name, report, seconds: (performance.now() - start) / 1_000 });
    if (typeof report === 'string') break;
  }
}

await run(workerData as Order);
