import type { Answer, Row } from '../row.ts';
import { chromium } from './chromium.ts';
import { dropIn, dropInInNode, dropInOverNode, dropInOverWs } from './drop-in.ts';
import { node } from './node.ts';
import { ws } from './ws.ts';

/** Why an implementation answers some rows otherwise than the standard says, and what it answers. */
export interface Difference {
  readonly why: string;
  /** By the row's title, or what titles match. */
  readonly answers: readonly (readonly [titles: string | RegExp, answer: Answer])[];
}

export const differences: Readonly<Record<Implementation, readonly Difference[]>> = {
  'drop-in': dropIn,
  'drop-in in Node': dropInInNode,
  'drop-in over node': dropInOverNode,
  'drop-in over ws': dropInOverWs,
  chromium,
  node,
  ws,
};

export type Implementation =
  | 'drop-in'
  | 'drop-in in Node'
  | 'drop-in over node'
  | 'drop-in over ws'
  | 'chromium'
  | 'node'
  | 'ws';

export const isAbout = (titles: string | RegExp, { title }: Row): boolean =>
  typeof titles === 'string' ? titles === title : titles.test(title);

/** What these should answer, of which each says more than the one before. */
export function answerOf(row: Row, implementations: readonly Implementation[]): Answer {
  const answers = implementations.flatMap((name) => differences[name]).flatMap((each) => each.answers);
  const found = answers.filter(([titles]) => isAbout(titles, row)).at(-1);
  return found ? found[1] : row.expected;
}
