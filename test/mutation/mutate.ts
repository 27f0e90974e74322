import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { connectionMachine } from '../../src/machines/connection.ts';
import { chartMutants } from './chart-mutants.ts';
import { runChart } from './chart-run.ts';
import { type Tally, talliesOf } from './code-report.ts';
import { DOCUMENT, faultsOf, rewritten } from './document.ts';
import { lowScores, scoreTable } from './score.ts';

/** Where StrykerJS writes its report; stryker.config.js says the same. */
const REPORT = '.cache/mutation/code.json';

const CONCURRENCY = 2;

/**
 * Runs the tests against every mutant of the code and of the chart, and compares the survivors with docs/mutation.md.
 * Answers the exit code: 1 where a score is too low, a survivor has no reason, or a reason no survivor.
 */
export async function mutate(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { write: { type: 'boolean', default: false } } });
  const began = performance.now();
  await runStryker();
  const tallies = [...talliesOf(REPORT), await tallyOfChart()];
  if (values.write) writeFileSync(DOCUMENT, rewritten(readFileSync(DOCUMENT, 'utf8'), tallies));
  const faults = [...lowScores(tallies), ...faultsOf(readFileSync(DOCUMENT, 'utf8'), tallies)];
  console.log(scoreTable(tallies));
  for (const fault of faults) console.error(`\n${fault}`);
  console.log(`\n${faults.length} faults, ${((performance.now() - began) / 60_000).toFixed(1)} minutes`);
  return faults.length > 0 ? 1 : 0;
}

async function runStryker(): Promise<void> {
  const stryker = spawn('npx', ['stryker', 'run', '--concurrency', String(CONCURRENCY)], {
    stdio: 'inherit',
  });
  const [code] = await once(stryker, 'exit');
  if (code !== 0) throw new Error(`StrykerJS ended with ${code}`);
}

async function tallyOfChart(): Promise<Tally> {
  const where = 'the chart';
  const names = chartMutants(connectionMachine.config).map(({ name }) => name);
  console.log(`${names.length} mutants of the chart`);
  const outcomes = await runChart(names, CONCURRENCY);
  const survivors = names
    .filter((name) => outcomes.get(name) === 'survived')
    .map((change) => ({ where, change }));
  return { where, mutants: names.length, survivors };
}
