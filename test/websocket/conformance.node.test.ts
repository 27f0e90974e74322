import { describe, expect, inject, test, vi } from 'vitest';
import { WebSocket as WsWebSocket } from 'ws';
import { ws } from '../../src/adapters/ws.ts';
import { answerOf, differences, type Implementation, isAbout } from './conformance/differences/index.ts';
import { patient } from './conformance/patient.ts';
import { observed } from './conformance/row.ts';
import { rows } from './conformance/rows.ts';

vi.stubGlobal('WebSocket', WsWebSocket);

const dropIn: readonly Implementation[] = ['drop-in', 'drop-in in Node', 'drop-in over ws'];

const subjects: readonly [name: string, implementations: readonly Implementation[], Socket: unknown][] = [
  ['the drop-in over ws()', dropIn, patient({ transport: ws() })],
  ["the drop-in over ws's WebSocket", dropIn, patient()],
  ["ws's WebSocket", ['ws'], WsWebSocket],
];

describe.each(subjects)('%s', (_, implementations, Socket) => {
  for (const row of rows.filter(({ inPage }) => !inPage)) {
    test.concurrent(row.title, { timeout: 15_000 }, async () => {
      expect(await observed(row, Socket, inject('control'))).toEqual(answerOf(row, implementations));
    });
  }
});

describe('the table', () => {
  const titles = rows.map(({ title }) => title);

  test('asks each question once, and over two hundred', () => {
    expect(new Set(titles).size).toBe(titles.length);
    expect(titles.length).toBeGreaterThan(200);
  });

  test.each(Object.entries(differences))(
    '%s: what is listed are rows, with another answer than the standard and a reason',
    (_, listed) => {
      const wrong = listed.flatMap(({ why, answers }) =>
        answers.flatMap(([titles, answer]) => {
          const about = rows.filter((row) => isAbout(titles, row));
          const isOther = about.every(({ expected }) => JSON.stringify(expected) !== JSON.stringify(answer));
          return about.length > 0 && isOther && why.length > 20 ? [] : [String(titles)];
        }),
      );
      expect(wrong).toEqual([]);
    },
  );
});
