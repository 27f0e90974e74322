import type { Answer } from '../../../test/websocket/conformance/row.ts';

/** One question to a runtime, and the answer that is due. */
export interface Check {
  readonly title: string;
  readonly due: Answer;
  /** Never rejects: a rejection is an answer, too. */
  ask(): Promise<Answer>;
}

/** Questions that one process of a runtime answers. */
export interface Section {
  checks(control: string): readonly Check[];
  /** Whether they are asked all at once; else one after the other. */
  readonly isConcurrent?: true;
  /** Whether the process is to end by itself when all is answered. */
  readonly endsByItself?: true;
}

/** What is due of a promise; any other answer is its fault. */
export const KEPT = 'kept';

/** How long one promise may take, in ms: behind what the contracts themselves wait for. */
const PATIENCE = 30_000;

/** A check of a promise that is kept unless `run` rejects; the answer is then the fault. */
export const promise = (title: string, run: () => void | Promise<void>): Check => ({
  title,
  due: KEPT,
  ask: () => Promise.race([kept(run), silence()]),
});

async function kept(run: () => void | Promise<void>): Promise<Answer> {
  try {
    await run();
    return KEPT;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function silence(): Promise<Answer> {
  return new Promise((resolve) => {
    const timer: unknown = setTimeout(() => resolve(`no end after ${PATIENCE} ms`), PATIENCE);
    (timer as { unref?(): void }).unref?.();
  });
}
