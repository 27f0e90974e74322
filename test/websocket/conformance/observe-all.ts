import { type Answer, observed } from './row.ts';
import { rows } from './rows.ts';

/** The answers of one implementation to all rows that take no page, for processes of their own. */
export const observeAll = (
  Socket: unknown,
  control: string,
): Promise<readonly (readonly [title: string, answer: Answer])[]> =>
  Promise.all(
    rows
      .filter(({ inPage }) => !inPage)
      .map(async (row) => [row.title, await observed(row, Socket, control)] as const),
  );
