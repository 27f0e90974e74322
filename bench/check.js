// @ts-check
/** Ends with 1 where the last run of the client or of the server missed a target, or where there was none. */
import { readFile } from 'node:fs/promises';
import { verdicts } from './report.js';
import { results, serverResults } from './support/results.js';
import { judged, judgedServer } from './targets.js';

/**
 * @param {string} script
 * @param {URL} file
 * @param {(measured: any) => import('./targets.js').Judgement[]} judge
 */
async function check(script, file, judge) {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) {
    process.stderr.write(`There is no run to check: npm run ${script} comes first.\n`);
    process.exitCode = 1;
    return;
  }
  const measured = JSON.parse(text);
  const judgements = judge(measured);
  const quick = measured.quick ? ', a quick run' : '';
  process.stdout.write(`${script}, ${measured.startedAt}${quick}\n\n${verdicts(judgements)}\n\n`);
  if (judgements.some(({ isMet }) => !isMet)) process.exitCode = 1;
}

await check('bench', results, judged);
await check('bench:server', serverResults, judgedServer);
