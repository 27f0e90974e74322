import type { Environment } from '../ports/environment.ts';
import { browserEnvironment } from './browser-environment.ts';

export interface NodeEnvironmentOptions {
  /** Whether a process may end while a timer is armed. Default false. A socket that is open keeps it alive all the same. */
  readonly unref?: boolean;
}

/** Builds Node's environment: the platform's, with timers that keep no process alive where asked for. */
export function nodeEnvironment({ unref = false }: NodeEnvironmentOptions = {}): Environment {
  const environment = browserEnvironment();
  if (!unref) return environment;
  return Object.assign(environment, {
    setTimeout: (callback: () => void, delay: number): unknown => setTimeout(callback, delay).unref(),
  });
}
