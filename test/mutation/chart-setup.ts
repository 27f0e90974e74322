import { inject, vi } from 'vitest';
import { chartCalled, withOpposites } from './chart-mutants.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Name of the mistake that the connection's chart is made with. */
    readonly chartMutant: string;
  }
}

interface Parts {
  readonly guards: Record<string, () => boolean>;
}

/** The connection's chart is created with the mistake that the run asks for; every other chart as it stands. */
vi.mock('xstate', async (importOriginal) => {
  const xstate = await importOriginal<typeof import('xstate')>();
  const create = xstate.createMachine as unknown as (config: object, parts: object) => unknown;
  const createMachine = (config: { readonly id?: string }, parts: Parts) => {
    if (config.id !== 'connection') return create(config, parts);
    const wanted = inject('chartMutant');
    return create(chartCalled(wanted, config), { ...parts, guards: withOpposites(parts.guards) });
  };
  return { ...xstate, createMachine };
});
