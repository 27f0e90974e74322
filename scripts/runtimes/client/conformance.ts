import { observed } from '../../../test/websocket/conformance/row.ts';
import { rows } from '../../../test/websocket/conformance/rows.ts';
import type { Section } from './section.ts';

/** The rows of the WHATWG standard that take no page, asked of a class. */
export const conformance = (Socket: () => unknown): Section => ({
  isConcurrent: true,
  checks: (control) =>
    rows
      .filter(({ inPage }) => !inPage)
      .map((row) => ({
        title: row.title,
        due: row.expected,
        ask: () => observed(row, Socket(), control),
      })),
});
