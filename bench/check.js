// @ts-check
/** Ends with 1 where the last run missed a target, or where there was none. */
import { readFile } from 'node:fs/promises';
import { verdicts } from './report.js';
import { results } from './support/results.js';
import { judged } from './targets.js';

const text = await readFile(results, 'utf8').catch(() => undefined);
if (text === undefined) {
  process.stderr.write('There is no run to check: npm run bench comes first.\n');
  process.exitCode = 1;
} else {
  const measured = JSON.parse(text);
  process.stdout.write(
    `${measured.startedAt}${measured.quick ? ', a quick run' : ''}\n\n${verdicts(measured)}\n`,
  );
  if (judged(measured).some(({ isMet }) => !isMet)) process.exitCode = 1;
}
