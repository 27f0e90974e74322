import { describe, expect, test } from 'vitest';
import type { TimelineRecord } from '../../../src/inspect/timeline-record.ts';
import { detailsOf, recordTone, titleOf, topicOf } from '../../../src/inspect/view/record-words.ts';
import {
  age,
  bytes,
  causeWords,
  countdown,
  deadlineWords,
  duration,
} from '../../../src/inspect/view/words.ts';
import { connectionMachine } from '../../../src/machines/connection.ts';
import { edgesOf } from '../../../src/testing/edges-of.ts';
import { read } from '../../docs/support/markdown.ts';

const record = (fields: Partial<TimelineRecord> & Pick<TimelineRecord, 'kind'>): TimelineRecord => ({
  ...{ id: 1, name: 'connection', time: 0 },
  ...fields,
});

describe('times', () => {
  test.each([
    [0, '0 ms'],
    [0.4, '< 1 ms'],
    [12.4, '12 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min 0 s'],
    [245_000, '4 min 5 s'],
    [3_600_000, '1 h 0 min'],
    [93_600_000, '26 h 0 min'],
  ])('a duration of %d ms is %s', (ms, words) => expect(duration(ms)).toBe(words));

  test('a countdown has a digit after the point, and does not go below nothing', () => {
    expect([12_345, 40, 0, -5, 60_001].map(countdown)).toEqual([
      '12.3 s',
      '0.0 s',
      '0.0 s',
      '0.0 s',
      '1 min 1 s',
    ]);
  });

  test('an age has whole seconds', () => {
    expect([-1, 900, 1_900, 61_000].map(age)).toEqual(['0 s', '0 s', '1 s', '1 min 1 s']);
  });
});

test('sizes are in bytes, kB and MB', () => {
  expect([0, 999, 1_000, 1_048_576].map(bytes)).toEqual(['0 B', '999 B', '1.0 kB', '1.0 MB']);
});

test('every deadline of the chart that can run has words', () => {
  const delays = new Set(
    edgesOf(connectionMachine).flatMap(({ kind, event }) => (kind === 'delay' ? event : [])),
  );
  // It ends nothing, so that no record has it for a deadline.
  delays.delete('stableAfter');
  expect([...delays].filter((name) => deadlineWords(name) === `${name} in`)).toEqual([]);
});

test('every code of a loss has words', () => {
  const codes =
    read('src/errors.ts')
      .match(/LossCode =[^;]+/)?.[0]
      .match(/ERR_HEARTWIRE_\w+/g) ?? [];
  expect(codes.length).toBeGreaterThan(15);
  expect(codes.filter((code) => causeWords(code) === code)).toEqual([]);
});

describe('a record in words', () => {
  test('of a loss', () => {
    const lost = record({
      ...{ kind: 'transition', event: 'link.lost', from: 'open', to: 'backoff', link: 2, attempt: 1 },
      ...{
        cause: 'ERR_HEARTWIRE_SOCKET_CLOSED',
        closeCode: 1012,
        verdict: 'retry',
        wasOpen: true,
        silence: 2_100,
      },
      ...{ deadline: 'backoffDelay', delay: 1_200, bufferedAmount: 512 },
    });
    expect(titleOf(lost)).toBe('open → backoff');
    expect(detailsOf(lost)).toEqual([
      ...[
        'link.lost',
        'The socket was closed',
        'close code 1012',
        'verdict retry',
        'last heard 2.1 s before',
      ],
      ...['backoffDelay 1.2 s', 'link 2', 'attempt 1', '512 B waiting'],
    ]);
    expect([topicOf(lost), recordTone(lost)]).toEqual(['Losses', 'bad']);
  });

  test('of an attempt that failed tells how long it took', () => {
    const cause = 'ERR_HEARTWIRE_CONNECT_TIMEOUT';
    const failed = record({
      kind: 'transition',
      event: 'after.connectTimeout',
      cause,
      wasOpen: false,
      silence: 10_000,
    });
    expect(detailsOf(failed)).toContain('after 10.0 s');
  });

  test.each([
    { title: 'pong in 12 ms', topic: 'Beats', one: record({ kind: 'pong', roundTrip: 12 }) },
    {
      title: 'open → awaiting-pong',
      topic: 'Beats',
      one: record({ kind: 'transition', event: 'after.pingInterval', from: 'open', to: 'awaiting-pong' }),
    },
    {
      title: 'awaiting-pong → open',
      topic: 'Beats',
      one: record({ kind: 'transition', event: 'peer.heard', from: 'awaiting-pong', to: 'open' }),
    },
    {
      title: 'closed',
      topic: 'Others',
      one: record({ kind: 'transition', event: 'network.online', from: 'closed', to: 'closed' }),
    },
    {
      title: 'idle → connecting',
      topic: 'Changes',
      one: record({ kind: 'transition', event: 'connect', from: 'idle', to: 'connecting' }),
    },
    {
      title: 'awaiting-pong',
      topic: 'Others',
      one: record({
        kind: 'transition',
        event: 'after.pongTimeout',
        from: 'awaiting-pong',
        to: 'awaiting-pong',
      }),
    },
    { title: 'drop', topic: 'Drops', one: record({ kind: 'drop', reason: 'overflow', count: 3 }) },
    { title: 'attached: idle', topic: 'Changes', one: record({ kind: 'attached', to: 'idle' }) },
    { title: 'attached', topic: 'Changes', one: record({ kind: 'attached' }) },
    { title: 'detached', topic: 'Changes', one: record({ kind: 'detached', to: 'idle' }) },
    { title: 'peer 3 came', topic: 'Changes', one: record({ kind: 'peer', link: 3, to: 'alive' }) },
    { title: 'peer 3 lost', topic: 'Losses', one: record({ kind: 'lost', link: 3, to: 'gone' }) },
    { title: 'peer 3 gone', topic: 'Changes', one: record({ kind: 'gone', link: 3, to: 'gone' }) },
    {
      title: 'refused',
      topic: 'Losses',
      one: record({ kind: 'refused', httpStatus: 403, reason: 'origin' }),
    },
  ] as const)('$title is among the $topic', ({ one, title, topic }) => {
    expect([titleOf(one), topicOf(one)]).toEqual([title, topic]);
  });
});
