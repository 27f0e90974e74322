import { describe, expect, test } from 'vitest';
import { centrifugo } from '../../src/dialects/centrifugo.ts';
import { phoenix } from '../../src/dialects/phoenix.ts';
import { pusher } from '../../src/dialects/pusher.ts';
import { signalR } from '../../src/dialects/signalr.ts';
import { stomp } from '../../src/dialects/stomp.ts';
import { end, type GoldenRow, live, replay } from '../support/replay.ts';
import { traceOf } from '../support/trace.ts';

const parsed = (text: string): unknown => JSON.parse(text);
const row = <In, Out>(made: GoldenRow<In, Out>) => made as unknown as GoldenRow<unknown, unknown>;

const rows = [
  row({
    trace: 'phoenix',
    dialect: () => phoenix(),
    isOwn: (text) => text.includes('"heartbeat"'),
    isBeat: (text) => /"phoenix","(heartbeat|phx_reply)"/.test(text),
    messages: (text) => [parsed(text)],
    answer: (recorded, last) => {
      const [, ref] = JSON.parse(last || '[]') as unknown[];
      return recorded.replace(/^\[null,"\d+","phoenix"/, `[null,"${ref}","phoenix"`);
    },
    // The refs of the official client count its joins and pushes as well.
    essence: (text) => text.replace(/^\[null,"\d+","phoenix"/, '[null,"ref","phoenix"'),
    rule: 60_000,
    interval: 30_000,
  }),
  row({
    trace: 'signalr',
    dialect: () => signalR(),
    isOwn: (text) => /^\{"(protocol|type":6)/.test(text),
    isBeat: (text) => text === '{"type":6}\x1e',
    messages: (text) =>
      text
        .split('\x1e')
        .filter((record) => record.includes('"type"'))
        .map(parsed),
    rule: 30_000,
    interval: 15_000,
  }),
  row({
    trace: 'centrifuge',
    dialect: () => centrifugo({ connect: { name: 'js' } }),
    isOwn: (text) => text === '{}' || text.includes('"connect"'),
    isBeat: (text) => text === '{}',
    messages: (text) => [parsed(text)],
    // The order of the fields differs.
    essence: (text) => (text === '{}' ? text : parsed(text)),
    rule: 35_000,
    interval: 25_000,
  }),
  row({
    trace: 'pusher',
    dialect: () => pusher(),
    isOwn: (text) => /"pusher:p[io]ng"/.test(text),
    isBeat: (text) => /"pusher:p[io]ng"/.test(text),
    messages: (text) => [parsed(text)],
    rule: 150_000,
    interval: 120_000,
  }),
  row({
    trace: 'stompjs',
    dialect: (part) =>
      stomp({
        heartBeat: part === 'beats' ? [300, 300] : [600_000, 600_000],
        headers: { host: 'example.org' },
      }),
    isOwn: (text) => text === '\n' || text.startsWith('CONNECT\n'),
    isBeat: (text) => text === '\n',
    messages: (text) => [text],
    // The headers of CONNECT come in another order, and the official client speaks older versions too.
    essence: (text) =>
      text.startsWith('CONNECT\n')
        ? text
            .replace(/^accept-version:.*$/m, 'accept-version')
            .split('\n')
            .sort()
        : text,
    rule: 600,
    interval: 300,
  }),
];

describe.each(rows.map((each) => [each.trace, each, traceOf(each.trace)] as const))(
  'the preset in place of %s',
  (_, each, trace) => {
    test.each(['data', 'beats'] as const)('says what the official client said: %s', async (part) => {
      const { status, sent, recorded, given, said } = await replay(each, trace, part);
      expect(status).toBe('open');
      expect(sent).toEqual(recorded);
      expect(given).toEqual(said);
      expect(recorded.length).toBeGreaterThanOrEqual(part === 'beats' ? 3 : 2);
    });

    test('stays open over 20 intervals of recorded beats, and reports a frozen link by the rule of its protocol', async () => {
      const { statuses, beats, code, silence } = await live(each, trace, 20);
      expect(statuses.filter((status) => status !== 'awaiting-pong')).not.toContain('backoff');
      expect(beats).toBeGreaterThanOrEqual(19);
      expect(beats).toBeLessThanOrEqual(21);
      expect(code).toBe('ERR_HEARTWIRE_PONG_TIMEOUT');
      expect(silence).toBeGreaterThanOrEqual(0.9 * each.rule);
      expect(silence).toBeLessThanOrEqual(1.1 * each.rule);
    });

    test.each(trace.ends)(
      'dials again where the official client does, after %o',
      async ({ redials, ...how }) => {
        expect((await end(each, trace, how)).redials).toBe(redials !== 'never');
      },
    );
  },
);

test('pusher() waits as long as Pusher asks, and no less', async () => {
  const [preset] = rows.filter(({ trace }) => trace === 'pusher');
  const trace = traceOf('pusher');
  if (!preset) throw new Error('no row for pusher');
  for (const [close, least, most] of [
    [4100, 1_000, 2_000],
    [4199, 1_000, 2_000],
    [4200, 0, 1_000],
    [4299, 0, 1_000],
  ] as const) {
    const { delay } = await end(preset, trace, { close });
    expect(delay).toBeGreaterThanOrEqual(least);
    expect(delay).toBeLessThanOrEqual(most);
  }
});
