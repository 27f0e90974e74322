import type { TestProject } from 'vitest/node';
import { startControlServer } from './control-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `ws://127.0.0.1:PORT` of the control server, the counterpart of tests on real sockets. */
    readonly control: string;
  }
}

/** Starts the control server once for the whole run, and tells every project where it is. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startControlServer();
  project.provide('control', server.url);
  return () => server.close();
}
