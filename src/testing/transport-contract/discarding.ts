import { ensureSame } from '../contract.ts';
import { throwsCode } from './expect.ts';
import { type Bench, type Dial, type TransportCase, transportCase } from './harness.ts';

/** Asks the peer for one of everything that it can say. */
function askForAll({ command }: Dial): void {
  command({ do: 'send', text: 'late' });
  command({ do: 'sendBinary', bytes: [1] });
  command({ do: 'ping' });
  command({ do: 'close', code: 4001, reason: 'late' });
}

/** Dials, discards at once, and checks that not a word of it is heard. */
async function discardsDialing({ dial, quiet }: Bench, url: string): Promise<void> {
  const { link, reports } = dial(url);
  link.discard();
  await quiet();
  ensureSame(`reports of a discarded dial to ${new URL(url).pathname}`, reports, []);
}

/** A case on what is not heard of a discarded link. */
const lateCase = (title: string, body: (bench: Bench) => Promise<void>): TransportCase =>
  transportCase(title, body, ({ speaksAfterDiscard }) => !speaksAfterDiscard);

/** A discarded link is never heard again: the late events of a superseded socket change nothing. */
export const discardingCases: readonly TransportCase[] = [
  lateCase("does not report a discarded dial's open, error or close", async (bench) => {
    await discardsDialing(bench, bench.url('echo'));
    await discardsDialing(bench, bench.url('close', { code: '4001', reason: 'late' }));
    await discardsDialing(bench, bench.url('refuse', { status: '503' }));
    await discardsDialing(bench, bench.url('drop'));
    await discardsDialing(bench, bench.url('unreachable'));
    await discardsDialing(bench, bench.url('silent'));
  }),

  lateCase('does not report a bad url once discarded', async ({ dial, quiet }) => {
    const { link, reports } = dial('ws://[');
    link.discard();
    await quiet();
    ensureSame('reports', reports, []);
  }),

  lateCase("does not report a discarded link's frames and close", async ({ dial, url, quiet }) => {
    const started = dial(url('script'));
    await started.opened();
    askForAll(started);
    started.link.discard();
    await quiet();
    ensureSame('reports', started.reports, [['open', '']]);
  }),

  lateCase('does not report the close that it asked for, once discarded', async ({ dial, url, quiet }) => {
    const { link, reports, opened } = dial(url('echo'));
    await opened();
    link.close(1000, 'bye');
    link.discard();
    await quiet();
    ensureSame('reports', reports, [['open', '']]);
  }),

  lateCase('does not report a cut that happens after discard()', async ({ dial, url, quiet }) => {
    const { link, reports, opened, command } = dial(url('script'));
    await opened();
    command({ do: 'terminate' });
    link.discard();
    await quiet();
    ensureSame('reports', reports, [['open', '']]);
  }),

  lateCase(
    'can be discarded from within each report, and is silent from then on',
    async ({ dial, url, quiet }) => {
      for (const kind of ['open', 'frame', 'close', 'error'] as const) {
        const started = dial(url(kind === 'error' ? 'refuse' : 'script'), {
          onReport: (report, link) => {
            if (report[0] === kind) link?.discard();
          },
        });
        if (kind === 'frame' || kind === 'close') {
          await started.opened();
          askForAll(started);
        }
        await quiet();
        const kinds = started.reports.map((report) => report[0]);
        ensureSame(
          'last report, and its first place',
          [kinds.at(-1), kinds.indexOf(kind)],
          [kind, kinds.length - 1],
        );
      }
    },
  ),

  transportCase('can be discarded any number of times, ended or not', async ({ dial, url }) => {
    const open = dial(url('echo'));
    await open.opened();
    open.link.discard();
    open.link.discard();
    open.link.close(1000);
    throwsCode(() => open.link.send('text'), 'ERR_HEARTWIRE_NOT_OPEN', 'send() after discard()');

    const refused = dial(url('unreachable'));
    await refused.ended();
    refused.link.close();
    refused.link.discard();
    throwsCode(() => refused.link.send('text'), 'ERR_HEARTWIRE_NOT_OPEN', 'send() after error');
  }),

  lateCase(
    "leaves its successor alone: a superseded link's late events are not heard there",
    async ({ dial, url, quiet }) => {
      const old = dial(url('script'));
      await old.opened();
      askForAll(old);
      old.link.discard();
      const next = dial(url('echo'));
      await next.opened();
      next.link.send('still here');
      await next.frames(1);
      await quiet();
      ensureSame('reports of the old link', old.reports, [['open', '']]);
      ensureSame('reports of the new link', next.reports, [
        ['open', ''],
        ['frame', 'still here'],
      ]);
    },
  ),
];
