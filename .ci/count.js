// @ts-check
import { existsSync, readFileSync } from 'node:fs';

/**
 * Prints `N passed, N failed` from Vitest's JSON report; a file that could not be run counts as one failed test.
 * Exits with 1 when a test failed or none passed.
 */
const path = process.argv[2] ?? '';
/** @type {{ numPassedTests: number, numFailedTests: number, testResults: { status: string, assertionResults: { status: string }[] }[] }} */
const report = existsSync(path)
  ? JSON.parse(readFileSync(path, 'utf8'))
  : { numPassedTests: 0, numFailedTests: 0, testResults: [] };

const unrun = report.testResults.filter(
  ({ status, assertionResults }) =>
    status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
);
const failed = report.numFailedTests + unrun.length;
process.exitCode = failed > 0 || report.numPassedTests === 0 ? 1 : 0;
console.log(`${report.numPassedTests} passed, ${failed} failed`);
