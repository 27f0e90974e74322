import { mkdir, writeFile } from 'node:fs/promises';
import { measure } from './measure.ts';
import { picture } from './picture/index.ts';
import { earlier } from './policies/heartwire.ts';
import { report, targets } from './report.ts';

const path = (name: string) => new URL(`../../${name}`, import.meta.url);

/** Runs all storms, and writes the figures, the tables and the picture. Resolves to whether every target is met. */
export async function main(): Promise<boolean> {
  const results = measure((line) => process.stderr.write(`${line}\n`));
  await mkdir(path('bench/results/'), { recursive: true });
  await mkdir(path('docs/images/'), { recursive: true });
  const { courses, ...figures } = results;
  await writeFile(path('bench/results/storm.json'), `${JSON.stringify(figures, null, 2)}\n`);
  await writeFile(path('docs/storm.md'), report(results));
  await writeFile(
    path('docs/images/storm.svg'),
    picture(courses.filter(({ name }) => name !== earlier.name)),
  );
  for (const [name, limit, measured] of targets(results)) {
    process.stdout.write(
      `${measured <= limit ? 'met' : 'MISSED'}: ${name}: ${measured.toFixed(3)} of ${limit}\n`,
    );
  }
  return targets(results).every(([, limit, measured]) => measured <= limit);
}
