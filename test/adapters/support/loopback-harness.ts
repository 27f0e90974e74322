import type { Transport } from '../../../src/ports/transport.ts';
import type { TransportHarness } from '../../../src/testing/transport-contract.ts';

/** A port of the loopback interface on which nobody listens: the lowest, which needs privileges. */
const UNREACHABLE = 'ws://127.0.0.1:1';

/** A row of the contract on real sockets, with the control server as the other end. */
export function loopbackHarness(
  transport: Transport,
  control: string,
  { seesHttpStatus }: Pick<TransportHarness, 'seesHttpStatus'>,
): TransportHarness {
  return {
    transport,
    sendsBlobs: true,
    seesHttpStatus,
    url(counterpart, query = {}) {
      const origin = counterpart === 'unreachable' ? UNREACHABLE : control;
      return `${origin}/${counterpart}?${new URLSearchParams(query)}`;
    },
    async until(condition) {
      const deadline = Date.now() + 10_000;
      while (!condition()) {
        if (Date.now() > deadline) throw new Error('still waiting after 10 s');
        await sleep(2);
      }
    },
    quiet: () => sleep(60),
  };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
