import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closeCode, closeCodes, cutReason, retryAfterOf, utf8Length, verdictOf } from '../src/close-codes.ts';

describe('the table of close codes', () => {
  test('has the codes of the IANA registry, who may send them, and their verdicts', () => {
    expect(closeCodes.map(({ code, sender, verdict }) => [code, sender, verdict])).toEqual([
      [1000, 'either', 'retry'],
      [1001, 'either', 'retry'],
      [1002, 'either', 'fatal'],
      [1003, 'either', 'fatal'],
      [1004, 'nobody', 'retry'],
      [1005, 'nobody', 'retry'],
      [1006, 'nobody', 'retry'],
      [1007, 'either', 'fatal'],
      [1008, 'either', 'fatal'],
      [1009, 'either', 'fatal'],
      [1010, 'client', 'fatal'],
      [1011, 'server', 'retry'],
      [1012, 'server', 'retry'],
      [1013, 'server', 'retry'],
      [1014, 'server', 'retry'],
      [1015, 'nobody', 'retry'],
      [3000, 'either', 'refresh'],
      [3003, 'either', 'fatal'],
      [3008, 'either', 'retry'],
      [4401, 'either', 'refresh'],
      [4403, 'either', 'fatal'],
    ]);
    expect(new Set(closeCodes.map(({ name }) => name.length > 3))).toEqual(new Set([true]));
  });

  test('answers for every code from 0 to 5000: private use from 4000 to 4999, else unassigned', () => {
    for (let code = 0; code <= 5000; code += 1) {
      const row = closeCode(code);
      expect([row.code, row.verdict]).toEqual([code, verdictOf(code)]);
      if (closeCodes.includes(row)) continue;
      const isPrivate = code >= 4000 && code <= 4999;
      expect(row).toEqual({
        code,
        name: isPrivate ? 'Private Use' : 'Unassigned',
        sender: isPrivate ? 'either' : 'nobody',
        verdict: 'retry',
      });
    }
  });
});

describe('cutReason', () => {
  test.each([
    ['x'.repeat(123), 'x'.repeat(123)],
    ['x'.repeat(124), 'x'.repeat(123)],
    ['é'.repeat(62), 'é'.repeat(61)],
    ['€'.repeat(42), '€'.repeat(41)],
    [`${'x'.repeat(122)}€`, 'x'.repeat(122)],
    ['😀'.repeat(31), '😀'.repeat(30)],
    [`${'x'.repeat(120)}😀`, 'x'.repeat(120)],
    ['', ''],
  ])('%j', (reason, cut) => {
    expect(cutReason(reason)).toBe(cut);
  });

  test('gives the longest start that is at most 123 UTF-8 bytes and ends between code points', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (reason) => {
        const cut = cutReason(reason);
        const points = [...reason];
        const kept = [...cut].length;
        expect(points.slice(0, kept).join('')).toBe(cut);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(123);
        const next = points[kept];
        if (next !== undefined) expect(Buffer.byteLength(cut + next)).toBeGreaterThan(123);
      }),
    );
  });
});

test('utf8Length counts as encoders write, lone surrogates included', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(utf8Length(text)).toBe(Buffer.byteLength(text));
    }),
  );
  expect(utf8Length('\ud800')).toBe(3);
});

describe('retryAfterOf', () => {
  test.each([
    ['retry-after=2', 2_000],
    ['Retry-After=0.25', 250],
    ['restarting retry-after=60', 60_000],
    ['busy;retry-after=5;shard=3', 5_000],
    ['retry-after=', undefined],
    ['retry-after=-1', undefined],
    ['retry-after=soon', undefined],
    ['do not retry', undefined],
    ['', undefined],
  ])('reads %j as %s ms', (reason, wait) => {
    expect(retryAfterOf(reason)).toBe(wait);
  });
});
