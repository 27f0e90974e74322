import { ensureSame } from '../contract.ts';
import { type TransportCase, type TransportHarness, transportCase } from './harness.ts';

const hasControlFrames = ({ transport }: TransportHarness): boolean => transport.controlFrames;

/** Pings and pongs (RFC 6455 sections 5.5.2 and 5.5.3). */
export const controlFrameCases: readonly TransportCase[] = [
  transportCase('offers ping() exactly where it says so', async ({ dial, url, transport }) => {
    const { link } = dial(url('echo'));
    ensureSame('has ping()', typeof link.ping === 'function', transport.controlFrames);
  }),

  transportCase(
    'reports the answer to each ping as pong',
    async ({ dial, url, until }) => {
      const { link, reports, opened } = dial(url('echo'));
      await opened();
      for (const count of [2, 3]) {
        link.ping?.();
        await until(() => reports.length === count);
      }
      ensureSame('reports', reports, [
        ['open', ''],
        ['heard', 'pong'],
        ['heard', 'pong'],
      ]);
    },
    hasControlFrames,
  ),

  transportCase(
    "reports the peer's ping, and a pong that nobody asked for, as ping",
    async ({ dial, url, until }) => {
      const { link, reports, opened, command } = dial(url('script'));
      await opened();
      command({ do: 'ping' });
      command({ do: 'pong', text: 'unasked' });
      await until(() => reports.length === 3);
      link.ping?.();
      await until(() => reports.length === 4);
      ensureSame('reports', reports, [
        ['open', ''],
        ['heard', 'ping'],
        ['heard', 'ping'],
        ['heard', 'pong'],
      ]);
    },
    hasControlFrames,
  ),

  transportCase(
    'sends no ping before it is open or once it is closing, and does not throw',
    async ({ dial, url }) => {
      const { link, reports, opened, ended } = dial(url('echo'));
      link.ping?.();
      await opened();
      link.close(1000);
      link.ping?.();
      await ended();
      link.ping?.();
      ensureSame('reports', reports, [
        ['open', ''],
        ['close', 1000, '', true],
      ]);
    },
    hasControlFrames,
  ),

  transportCase(
    'hears nothing of control frames where the platform keeps them to itself',
    async ({ dial, url, quiet }) => {
      const { reports, opened, command } = dial(url('script'));
      await opened();
      command({ do: 'ping' });
      command({ do: 'pong', text: 'unasked' });
      command({ do: 'send', text: 'after' });
      await quiet();
      ensureSame('reports', reports, [
        ['open', ''],
        ['frame', 'after'],
      ]);
    },
    (harness) => !hasControlFrames(harness),
  ),
];
