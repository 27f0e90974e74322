import { ensureSame } from '../contract.ts';
import { holdsNo, onlyError, throwsCode } from './expect.ts';
import { type TransportCase, transportCase } from './harness.ts';

const secrets = { token: 'secret' };

/** How a dial begins, and how it fails. */
export const dialingCases: readonly TransportCase[] = [
  transportCase('reports nothing before open() has returned', async ({ dial, url }) => {
    for (const address of [url('echo'), url('unreachable'), 'ws://[']) {
      let heldBack = true;
      dial(address, {
        onReport: (_, link) => {
          heldBack &&= link !== undefined;
        },
      });
      ensureSame('no report inside open()', heldBack, true);
    }
  }),

  transportCase('reports open once, with no subprotocol as an empty string', async ({ dial, url, quiet }) => {
    const { reports, opened } = dial(url('echo'));
    await opened();
    await quiet();
    ensureSame('reports', reports, [['open', '']]);
  }),

  transportCase('reports the subprotocol that the server selected', async ({ dial, url, quiet }) => {
    const { reports, opened } = dial(url('echo'), { protocols: ['v2.chat', 'v1.chat'] });
    await opened();
    await quiet();
    ensureSame('reports', reports, [['open', 'v2.chat']]);
  }),

  transportCase('reports an unreachable server as one error and nothing else', async ({ dial, url }) => {
    const { reports, ended } = dial(url('unreachable', secrets));
    await ended();
    holdsNo('secret', onlyError(reports, 'ERR_HEARTWIRE_DIAL_FAILED'));
  }),

  transportCase('reports a refused upgrade as one error and nothing else', async ({ dial, url }) => {
    const { reports, ended } = dial(url('refuse', { status: '401', ...secrets }));
    await ended();
    const codes = ['ERR_HEARTWIRE_DIAL_FAILED', 'ERR_HEARTWIRE_UPGRADE_REFUSED'];
    holdsNo('secret', onlyError(reports, ...codes));
  }),

  transportCase(
    'reports the HTTP status of a refused upgrade and what it means',
    async ({ dial, url }) => {
      const verdicts = { 200: undefined, 401: 'refresh', 403: 'fatal', 429: undefined, 500: undefined };
      for (const [status, verdict] of Object.entries(verdicts)) {
        const { reports, ended } = dial(url('refuse', { status }));
        await ended();
        const { httpStatus, verdict: found } = onlyError(
          reports,
          'ERR_HEARTWIRE_UPGRADE_REFUSED',
        ) as Error & {
          readonly httpStatus?: number;
          readonly verdict?: string;
        };
        ensureSame('status and verdict', [httpStatus, found], [Number(status), verdict]);
      }
    },
    ({ seesHttpStatus }) => seesHttpStatus,
  ),

  transportCase(
    'reports a connection cut during the handshake as one error and nothing else',
    async ({ dial, url }) => {
      const { reports, ended } = dial(url('drop'));
      await ended();
      onlyError(reports, 'ERR_HEARTWIRE_DIAL_FAILED');
    },
  ),

  transportCase(
    'reports a bad url as one error that does not hold it, and throws nothing',
    async ({ dial }) => {
      for (const address of ['ws://user:secret@[', 'ws://host:secret/']) {
        const { link, reports, ended } = dial(address);
        throwsCode(() => link.send('text'), 'ERR_HEARTWIRE_NOT_OPEN', 'send()');
        ensureSame('bufferedAmount', link.bufferedAmount, 0);
        await ended();
        holdsNo('secret', onlyError(reports, 'ERR_HEARTWIRE_DIAL_FAILED'));
      }
    },
  ),

  transportCase('waits without a word for a server that does not answer', async ({ dial, url, quiet }) => {
    const { link, reports } = dial(url('silent'));
    await quiet();
    throwsCode(() => link.send('text'), 'ERR_HEARTWIRE_NOT_OPEN', 'send() before open');
    ensureSame('reports and bufferedAmount', [reports, link.bufferedAmount], [[], 0]);
  }),
];
