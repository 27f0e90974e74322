import type { TestProject } from 'vitest/node';
import { type ChromiumSource, resolveChromium } from '../support/chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The browser that browser tests run in. Absent from the project `node`. */
    readonly chromium: { readonly source: ChromiumSource; readonly version: string };
  }
}

/** Ends the run with a sentence that says what to do when there is no browser; tells browser tests which one they run in. */
export default async function setup(project: TestProject): Promise<void> {
  const { source, version } = await resolveChromium();
  project.provide('chromium', { source, version });
}
