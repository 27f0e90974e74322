import type { AsyncCommand } from 'fast-check';
import type { Picture } from './model/lines.ts';
import type { Model } from './model/model.ts';
import type { Real } from './real.ts';

export type Command = AsyncCommand<Model, Real>;

/** One thing that an app, a network, a server or a machine can do. */
export interface Step {
  /** How a counter-example names it. */
  readonly label: string;
  /** Whether it makes sense now. Default always. */
  readonly isPossible?: (model: Model) => boolean;
  /** What a user believes that it does; what it answers, if anything. */
  readonly believe: (model: Model) => unknown;
  /** Does it; what it answers is compared. */
  readonly act: (real: Real) => unknown;
  /** Whether everything that can arrive has arrived afterwards. Default false. */
  readonly settles?: boolean;
}

/** Builds a command that does it in the model and for real, and compares all that there is to see afterwards. */
export function command({ label, isPossible = () => true, believe, act, settles = false }: Step): Command {
  return {
    check: isPossible,
    async run(model, real) {
      const believed = believe(model);
      const answered = await act(real);
      await real.environment.settle();
      compare(
        label,
        { answer: answered, ...real.picture(settles) },
        { answer: believed, ...model.picture(settles) },
      );
    },
    toString: () => label,
  };
}

type Shown = Picture & { readonly answer: unknown };

function compare(label: string, shown: Shown, believed: Shown): void {
  const keys = Object.keys(believed) as (keyof Shown)[];
  const wrong = keys.filter((key) => JSON.stringify(shown[key]) !== JSON.stringify(believed[key]));
  if (wrong.length === 0) return;
  const told = wrong.map(
    (key) => `  ${key}: ${JSON.stringify(shown[key])}\n  model: ${JSON.stringify(believed[key])}`,
  );
  throw new Error([`after ${label}`, ...told].join('\n'));
}
