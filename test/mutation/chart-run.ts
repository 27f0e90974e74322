import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { AS_IT_STANDS } from './chart-mutants.ts';

/** What became of a mutant. A chart that goes round in circles is found by its time. */
export type Outcome = 'killed' | 'timeout' | 'survived';

/** Longest that the tests may take on one mutant, in ms: about ten times what they take on the chart as it stands. */
const LIMIT = 60_000;

const script = fileURLToPath(new URL('../../scripts/mutate-chart.js', import.meta.url));

/**
 * Runs the tests against each mutant of the chart, in as many processes as `concurrency` says; answers by name. Rejects where not one
 * was found.
 */
export async function runChart(
  names: readonly string[],
  concurrency: number,
  told: (name: string, outcome: Outcome) => void = () => {},
): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const rest = names.values();
  const lane = async () => {
    let worker: ChildProcess | undefined;
    for (const name of rest) {
      worker ??= await startWorker();
      const { outcome } = await ask(worker, name);
      outcomes.set(name, outcome);
      told(name, outcome);
      if (outcome === 'timeout') worker = void worker.kill('SIGKILL');
    }
    worker?.disconnect();
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  const isFound = [...outcomes.values()].some((outcome) => outcome !== 'survived');
  if (!isFound && names.length > 0) throw new Error('no mutant was found: the tests run another chart');
  return outcomes;
}

async function startWorker(): Promise<ChildProcess> {
  const worker = fork(script, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [first] = await Promise.race([once(worker, 'message'), once(worker, 'exit')]);
  if (first !== 'ready') throw new Error('the tests could not be started');
  const { outcome, finder } = await ask(worker, AS_IT_STANDS);
  if (outcome !== 'survived') throw new Error(`${outcome}: ${AS_IT_STANDS}, by ${finder}`);
  return worker;
}

interface Answer {
  readonly outcome: Outcome;
  /** The test that failed. */
  readonly finder?: string;
}

async function ask(worker: ChildProcess, name: string): Promise<Answer> {
  const tooLate = AbortSignal.timeout(LIMIT);
  const answered = once(worker, 'message', { signal: tooLate });
  worker.send(name);
  try {
    const [finder] = await answered;
    return finder === null ? { outcome: 'survived' } : { outcome: 'killed', finder };
  } catch (error) {
    if (tooLate.aborted) return { outcome: 'timeout' };
    throw error;
  }
}
