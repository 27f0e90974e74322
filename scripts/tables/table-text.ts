import { kinds, type Row, type Step, type Table } from '../../src/machines/table.ts';

const signs = Object.fromEntries(Object.entries(kinds).map(([sign, kind]) => [kind, sign]));
const stepText = (step: Step): string => (typeof step === 'string' ? step : `${signs[step[0]]}${step[1]}`);

/** A table as `tableOf` reads it (src/machines/table.ts). */
export function tableText({ id, delays, initial, leaves }: Table): string {
  const paths = leaves.map(({ path }) => path);
  const rowText = ({ guard, target, steps }: Row): string =>
    [
      ...(guard === undefined ? [] : [`?${guard}`]),
      ...(target === undefined ? [] : [`>${shortest(target, paths)}`]),
      ...steps.map(stepText),
    ].join(' ');
  return [
    id,
    ...Object.entries(delays).map(([name, path]) => `+${name} ${path}`),
    rowText(initial),
    ...leaves.flatMap(({ path, tags, on, always }) => [
      [path, ...tags].join(' '),
      ...together(Object.entries({ ...on, always }).map(([event, rows]) => [event, rows.map(rowText)])),
    ]),
  ].join('\n');
}

/** As many of a path's last keys as tell it from the others. */
function shortest(index: number, paths: readonly string[]): string {
  const keys = paths[index]?.split('.') ?? [];
  const ends = keys.map((_, first) => keys.slice(first).join('.'));
  return ends.findLast((end) => paths.filter((path) => `.${path}`.endsWith(`.${end}`)).length === 1) ?? '';
}

/** The lines of a leaf's rows; neighbours that do the same share theirs. */
function together(events: readonly (readonly [event: string, rows: readonly string[]])[]): string[] {
  const groups: { names: string; readonly rows: readonly string[] }[] = [];
  for (const [event, rows] of events) {
    const last = groups.at(-1);
    if (last && last.rows.join('\n') === rows.join('\n')) last.names += `,${event}`;
    else groups.push({ names: event, rows });
  }
  return groups.flatMap(({ names, rows }) => rows.map((row) => ` ${names} ${row}`.trimEnd()));
}
