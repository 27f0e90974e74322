import { ensureSame } from '../contract.ts';
import { onlyError, throwsCode } from './expect.ts';
import { type TransportCase, transportCase } from './harness.ts';

/** How a link ends: by the peer, by us, or by the network. */
export const closingCases: readonly TransportCase[] = [
  transportCase(
    "reports the peer's close code and reason once, and nothing after it",
    async ({ dial, url }) => {
      const closes = [
        [1000, 'normal'],
        [1001, ''],
        [1011, 'zażółć'],
        [4001, 'application'],
      ] as const;
      for (const [code, reason] of closes) {
        const { reports, opened, ended, command } = dial(url('script'));
        await opened();
        command({ do: 'close', code, reason });
        await ended();
        ensureSame('reports', reports, [
          ['open', ''],
          ['close', code, reason, true],
        ]);
      }
    },
  ),

  transportCase('reports a close frame without a code as 1005', async ({ dial, url }) => {
    const { reports, opened, ended, command } = dial(url('script'));
    await opened();
    command({ do: 'close' });
    await ended();
    ensureSame('reports', reports, [
      ['open', ''],
      ['close', 1005, '', true],
    ]);
  }),

  transportCase('reports a socket that goes without a close frame as 1006', async ({ dial, url }) => {
    const { reports, opened, ended, command } = dial(url('script'));
    await opened();
    command({ do: 'terminate' });
    await ended();
    ensureSame('reports', reports, [
      ['open', ''],
      ['close', 1006, '', false],
    ]);
  }),

  transportCase('reports open first even when the peer closes at once', async ({ dial, url }) => {
    const { reports, ended } = dial(url('close', { code: '4001', reason: 'full' }));
    await ended();
    ensureSame('reports', reports, [
      ['open', ''],
      ['close', 4001, 'full', true],
    ]);
  }),

  transportCase('reports the frames that came before a close before it', async ({ dial, url }) => {
    const { reports, opened, ended, command } = dial(url('script'));
    await opened();
    command({ do: 'send', text: 'one' });
    command({ do: 'sendBinary', bytes: [2] });
    command({ do: 'close', code: 1000, reason: '' });
    await ended();
    const two = Uint8Array.from([2]);
    ensureSame('reports', reports, [
      ['open', ''],
      ['frame', 'one'],
      ['frame', two],
      ['close', 1000, '', true],
    ]);
  }),

  transportCase(
    'closes with our code and reason; a second close() changes nothing',
    async ({ dial, url }) => {
      const { link, reports, opened, ended } = dial(url('echo'));
      await opened();
      link.close(4002, 'done');
      link.close(4003, 'again');
      await ended();
      link.close(4004, 'late');
      ensureSame('reports', reports, [
        ['open', ''],
        ['close', 4002, 'done', true],
      ]);
    },
  ),

  transportCase('closes without a code as 1005', async ({ dial, url }) => {
    const { link, reports, opened, ended } = dial(url('echo'));
    await opened();
    link.close();
    await ended();
    ensureSame('reports', reports, [
      ['open', ''],
      ['close', 1005, '', true],
    ]);
  }),

  transportCase('delivers what was sent before close()', async ({ dial, url }) => {
    const { link, reports, opened, ended, command } = dial(url('script'));
    await opened();
    // The peer's own close code proves that the command before our close frame was obeyed.
    command({ do: 'close', code: 4005, reason: 'first' });
    link.close(4006, 'second');
    await ended();
    ensureSame('reports', reports, [
      ['open', ''],
      ['close', 4005, 'first', true],
    ]);
  }),

  transportCase('ends a dial with one error when it is closed before it opened', async ({ dial, url }) => {
    for (const counterpart of ['echo', 'silent'] as const) {
      const { link, reports, ended } = dial(url(counterpart));
      link.close();
      link.close();
      await ended();
      onlyError(reports, 'ERR_HEARTWIRE_DIAL_FAILED');
    }
  }),

  transportCase(
    'refuses to send once it is closing or closed, instead of swallowing',
    async ({ dial, url }) => {
      const { link, opened, ended } = dial(url('echo'));
      await opened();
      link.close(1000);
      throwsCode(() => link.send('closing'), 'ERR_HEARTWIRE_NOT_OPEN', 'send() while closing');
      await ended();
      throwsCode(() => link.send('closed'), 'ERR_HEARTWIRE_NOT_OPEN', 'send() when closed');
    },
  ),
];
