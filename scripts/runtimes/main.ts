import { parseArgs } from 'node:util';
import { asked } from './asked.ts';
import { startControl } from './control.ts';
import { differencesOf } from './differences/index.ts';
import { type Installed, installed } from './installed.ts';
import { judged } from './judged.ts';
import { type Result, sectionLines, summary } from './report.ts';
import { defaultSpecs, find, type Missing, type Runtime, titleOf } from './runtime.ts';
import { languageSection, type SectionName, sectionNames } from './section-names.ts';

/** What is asked, and of what. */
interface Plan {
  readonly specs: readonly string[];
  readonly sections: readonly SectionName[];
  /** The folder of the package, in the place of one that is compiled from the sources. */
  readonly folder: string | undefined;
}

/** Asks runtimes what `args` say, prints what they answer as it comes, and resolves with the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const plan = planOf(args);
  if (typeof plan === 'string') {
    console.error(plan);
    return 2;
  }
  const heartwire = await installed(plan.folder);
  try {
    const [results, missing] = await askAll(plan, heartwire);
    console.log(`\n${summary(results, missing)}`);
    const isBroken = results.some(({ sections }) => sections.some(([, { failed }]) => failed.length > 0));
    return isBroken || results.length === 0 ? 1 : 0;
  } finally {
    heartwire.remove();
  }
}

/** What the arguments ask for, or what is wrong with them. */
function planOf(args: readonly string[]): Plan | string {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      section: { type: 'string', multiple: true, default: [...sectionNames] },
      package: { type: 'string' },
    },
  });
  const sections = sectionNames.filter((name) => values.section.includes(name));
  const unknown = values.section.filter((name) => !sections.some((known) => known === name));
  if (unknown.length > 0)
    return `--section: no ${unknown.join(', no ')}; there are ${sectionNames.join(', ')}`;
  return { specs: positionals.length > 0 ? positionals : defaultSpecs, sections, folder: values.package };
}

async function askAll(
  { specs, sections }: Plan,
  heartwire: Installed,
): Promise<readonly [readonly Result[], readonly Missing[]]> {
  const results: Result[] = [];
  const missing: Missing[] = [];
  const control = await startControl(heartwire);
  try {
    for (const spec of specs) {
      const runtime = await find(spec, heartwire.folder);
      if ('reason' in runtime) missing.push(runtime);
      else results.push({ runtime, sections: await askRuntime(runtime, sections, heartwire, control.url) });
    }
  } finally {
    await control.stop();
  }
  return [results, missing];
}

async function askRuntime(
  runtime: Runtime,
  sections: readonly SectionName[],
  heartwire: Installed,
  control: string,
): Promise<Result['sections']> {
  console.log(titleOf(runtime));
  const judgements: Result['sections'][number][] = [];
  for (const section of sections.filter((name) => isFor(runtime, name))) {
    const answers = await asked(runtime, section, heartwire, control);
    const judgement = judged(answers, differencesOf(runtime, section));
    for (const line of sectionLines(section, judgement)) console.log(line);
    judgements.push([section, judgement]);
  }
  return judgements;
}

const isFor = ({ kind }: Runtime, section: SectionName): boolean =>
  (kind === 'hermes') === (section === languageSection);
