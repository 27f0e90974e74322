import fc from 'fast-check';
import { advanceBy } from './commands/advance.ts';
import { connect } from './commands/connect.ts';
import { commands } from './commands/index.ts';
import { createModel } from './model/model.ts';
import type { Settings } from './model/settings.ts';
import { createReal, type Sabotage } from './real.ts';

/** Where a run that failed can be had again. */
export interface Replay {
  readonly seed?: number;
  readonly path?: string;
  /** Of the commands; a counter-example ends with it. */
  readonly replayPath?: string;
}

/** What was found: the shortest sequence of commands after which model and connection differ. */
export interface Finding {
  readonly commands: readonly string[];
  /** All that fast-check has to say, and the difference. */
  readonly report: string;
  readonly replay: Replay;
}

const settings: fc.Arbitrary<Settings> = fc.record({
  limit: fc.constantFrom(Number.POSITIVE_INFINITY, 2),
  overflow: fc.constantFrom('refuse', 'drop-oldest'),
  keepAlive: fc.constantFrom('when-quiet', 'always'),
  isOpen: fc.constantFrom(true, true, true, false),
});

const opening = [connect, advanceBy(0)];

async function run(made: Settings, sequence: Iterable<fc.AsyncCommand<never, never>>, sabotage: Sabotage) {
  const reported: string[] = [];
  const platform = globalThis.reportError;
  globalThis.reportError = ({ message }) => reported.push(message);
  try {
    const model = createModel(made);
    const real = createReal(made, sabotage, reported);
    for (const step of made.isOpen ? opening : []) await step.run(model, real);
    await fc.asyncModelRun(() => ({ model, real }) as never, sequence);
  } finally {
    globalThis.reportError = platform;
  }
}

/** Plays any commands on any settings, `runs` times; resolves with what it found, if anything. */
export async function play(
  runs: number,
  { replayPath, ...replay }: Replay = {},
  sabotage: Sabotage = {},
): Promise<Finding | undefined> {
  const sequences = fc.commands([...commands], {
    maxCommands: 60,
    size: 'max',
    ...(replayPath !== undefined && { replayPath }),
  });
  const property = fc.asyncProperty(settings, sequences, (made, sequence) =>
    run(made, sequence as never, sabotage),
  );
  const details = await fc.check(property, { numRuns: runs, ...replay });
  if (!details.failed) return undefined;
  const [made, sequence] = details.counterexample ?? [];
  const shrunk = String(sequence);
  const listed = shrunk.replace(/\s*\/\*.*/, '').split(/,(?=[^ ])/);
  return {
    commands: [...(made?.isOpen ? opening.map(String) : []), ...listed.filter(Boolean)],
    report: [fc.defaultReportMessage(details), String(details.errorInstance)].join('\n'),
    replay: {
      seed: details.seed,
      ...(details.counterexamplePath !== null && { path: details.counterexamplePath }),
      replayPath: /replayPath="([^"]*)"/.exec(shrunk)?.[1] ?? '',
    },
  };
}

/** Throws what was found, with the command that plays it again. */
export function expectNothing(finding: Finding | undefined): void {
  if (!finding) return;
  const { report, replay } = finding;
  const again = `COMMANDS_REPLAY='${JSON.stringify(replay)}' npx vitest run --project node test/commands/commands.node.test.ts`;
  throw new Error(`${report}\n\nAgain:\n${again}`);
}
