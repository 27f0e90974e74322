import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { browserTransport } from '../../src/adapters/browser.ts';
import { heard, keepBadCompany, thrown } from './support/bad-company.ts';

test('in a page, a listener that throws goes to reportError(), and neither it nor a frame that cannot be read ends anything else', async () => {
  const reported = vi.spyOn(globalThis, 'reportError').mockImplementation(() => {});
  onTestFinished(() => reported.mockRestore());
  await expect(keepBadCompany(browserTransport(), `${inject('control')}/script`)).resolves.toEqual(heard);
  expect(reported.mock.calls.map(([error]) => error.message)).toEqual(thrown);
});
