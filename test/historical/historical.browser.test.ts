import { describe, inject, test } from 'vitest';
import { browserTransport } from '../../src/adapters/browser.ts';
import type { EnvironmentSignal } from '../../src/ports/environment.ts';
import { casesOn } from './cases/index.ts';
import { socketGround } from './support/socket-ground.ts';

/** What the page itself dispatches. Its visibility cannot be set from here: `visibilitychange` says that it is shown. */
const dispatched: Readonly<Partial<Record<EnvironmentSignal, () => boolean>>> = {
  shown: () => document.dispatchEvent(new Event('visibilitychange')),
  frozen: () => document.dispatchEvent(new Event('freeze')),
  resumed: () => document.dispatchEvent(new Event('resume')),
  restored: () => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })),
  online: () => dispatchEvent(new Event('online')),
  offline: () => dispatchEvent(new Event('offline')),
};

const ground = socketGround({
  name: "a page's WebSocket",
  seesHttpStatus: false,
  transport: () => browserTransport(),
  control: inject('control'),
  dispatch: (name) => dispatched[name]?.() ?? false,
});

describe(`what other clients got wrong, on ${ground.name}:`, () => {
  for (const { title, run } of casesOn(ground)) test(title, { timeout: 30_000 }, run);
});
