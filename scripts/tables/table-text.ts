import { kinds, type Row, type Step, type Table } from '../../src/machines/table.ts';

const signs = Object.fromEntries(Object.entries(kinds).map(([sign, kind]) => [kind, sign]));
const stepText = (step: Step): string => (typeof step === 'string' ? step : `${signs[step[0]]}${step[1]}`);

/** A table as `tableOf` reads it (src/machines/table.ts). */
export function tableText({ id, delays, initial, leaves }: Table): string {
  const rowText = ({ guard, target, steps }: Row): string =>
    [
      ...(guard === undefined ? [] : [`?${guard}`]),
      ...(target === undefined ? [] : [`>${leaves[target]?.path}`]),
      ...steps.map(stepText),
    ].join(' ');
  return [
    id,
    ...Object.entries(delays).map(([name, path]) => `+${name} ${path}`),
    rowText(initial),
    ...leaves.flatMap(({ path, tags, on, always }) => [
      [path, ...tags].join(' '),
      ...Object.entries({ ...on, always }).flatMap(([event, rows]) =>
        rows.map((row) => ` ${event} ${rowText(row)}`.trimEnd()),
      ),
    ]),
  ].join('\n');
}
