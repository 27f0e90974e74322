import { expect, test } from 'vitest';
import type { Asked } from '../../scripts/runtimes/asked.ts';
import { judged } from '../../scripts/runtimes/judged.ts';
import type { Difference } from '../websocket/conformance/differences/index.ts';
import type { Answer } from '../websocket/conformance/row.ts';

const asked = (answers: Readonly<Record<string, readonly [due: Answer, answer: Answer]>>): Asked => ({
  plan: Object.keys(answers),
  told: new Map(Object.entries(answers).map(([title, [due, answer]]) => [title, { due, answer }])),
  fault: undefined,
});

const differ = (why: string, ...answers: Difference['answers']): Difference => ({ why, answers });

test('what is due passes, and what is not fails with both answers', () => {
  expect(
    judged(
      asked({
        same: [
          [1, 'a'],
          [1, 'a'],
        ],
        other: [1, [0]],
      }),
      [],
    ),
  ).toEqual({
    passed: 1,
    known: new Map(),
    failed: ['other: [0], where 1 is due'],
  });
});

test('a promise that is broken fails with its fault', () => {
  expect(judged(asked({ 'opens once': ['kept', 'opened twice'] }), []).failed).toEqual([
    'opens once: opened twice',
  ]);
});

test('an answer that is listed is known, counted by its reason, and the last list counts', () => {
  const answers = asked({ 'row 1': [1, 2], 'row 2': [1, 2], 'row 3': [1, 3] });
  expect(judged(answers, [differ('it is old', [/^row/, 2]), differ('it is new', ['row 3', 3])])).toEqual({
    passed: 0,
    known: new Map([
      ['it is old', 2],
      ['it is new', 1],
    ]),
    failed: [],
  });
});

test('a list that is no longer true fails: another answer, the due one included, and a check that is gone', () => {
  const answers = asked({ mended: [1, 1], other: [1, 3] });
  const listed = [differ('it is old', ['mended', 2], ['other', 2], [/^gone$/, 2])];
  expect(judged(answers, listed)).toEqual({
    passed: 0,
    known: new Map(),
    failed: [
      'mended: 1, where the list of differences has 2',
      'other: 3, where the list of differences has 2',
      '/^gone$/: a difference is listed, and there is no such check',
    ],
  });
});

test('silence fails, and so does a process that does not end well', () => {
  const answers: Asked = {
    ...asked({ told: [1, 1] }),
    plan: ['told', 'untold'],
    fault: 'ended with SIGSEGV',
  };
  expect(judged(answers, [])).toEqual({
    passed: 1,
    known: new Map(),
    failed: ['ended with SIGSEGV', 'untold: no answer'],
  });
});
