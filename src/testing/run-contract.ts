import type { ContractCase } from './contract.ts';

/** Registers one test: `test` or `it` of Vitest, `node:test` or Jest. */
export type TestFunction = (title: string, run: () => Promise<void>) => unknown;

/** What became of a contract's cases, by title. */
export interface ContractReport {
  readonly passed: readonly string[];
  /** Cases on promises that the implementation does not make, by what its harness declares. */
  readonly skipped: readonly string[];
}

/** A harness for all cases, or a function that makes each case its own; it is called once more to see which cases apply. */
export type HarnessSource<Harness extends object> = Harness | (() => Harness);

/** Runs a contract, with a test runner or without one. */
export interface ContractRunner<Harness extends object> {
  /**
   * Runs the cases that apply, one after the other, and resolves with a report.
   * Rejects with one `AggregateError` that names each broken promise and its fault.
   */
  (harness: HarnessSource<Harness>): Promise<ContractReport>;
  /** Registers the cases that apply, at once, each as a test of its own. */
  (harness: HarnessSource<Harness>, options: { readonly test: TestFunction }): void;
}

/** Builds the runner of a port's contract. */
export function contractRunner<Harness extends object>(
  port: string,
  contract: readonly ContractCase<Harness>[],
): ContractRunner<Harness> {
  function run(source: HarnessSource<Harness>): Promise<ContractReport>;
  function run(source: HarnessSource<Harness>, options: { readonly test: TestFunction }): void;
  function run(source: HarnessSource<Harness>, options?: { readonly test: TestFunction }) {
    const harnessOf = () => (typeof source === 'function' ? source() : source);
    return options?.test ? register(contract, harnessOf, options.test) : report(port, contract, harnessOf);
  }
  return run;
}

function register<Harness>(
  contract: readonly ContractCase<Harness>[],
  harnessOf: () => Harness,
  test: TestFunction,
): undefined {
  const declared = harnessOf();
  for (const each of contract) {
    if (applies(each, declared)) test(each.title, async () => each.run(harnessOf()));
  }
}

async function report<Harness>(
  port: string,
  contract: readonly ContractCase<Harness>[],
  harnessOf: () => Harness,
): Promise<ContractReport> {
  const declared = harnessOf();
  const passed: string[] = [];
  const broken: Error[] = [];
  for (const each of contract.filter((one) => applies(one, declared))) {
    try {
      await each.run(harnessOf());
      passed.push(each.title);
    } catch (cause) {
      broken.push(new Error(`${each.title}: ${faultOf(cause)}`, { cause }));
    }
  }
  if (broken.length > 0) throw contractError(port, broken, passed.length);
  return { passed, skipped: contract.filter((each) => !applies(each, declared)).map(({ title }) => title) };
}

function applies<Harness>({ appliesTo }: ContractCase<Harness>, harness: Harness): boolean {
  return appliesTo?.(harness) ?? true;
}

function contractError(port: string, broken: readonly Error[], kept: number): AggregateError {
  const list = broken.map(({ message }) => `\n  - ${message}`);
  return new AggregateError(
    broken,
    `${broken.length} of ${broken.length + kept} promises of the ${port} contract are broken:${list.join('')}`,
  );
}

const faultOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
