import { expect } from 'vitest';
import { createConnection } from '../../../src/connection.ts';
import { HIGH_WATER_MARK } from '../../../src/defaults.ts';
import { remoteProxy } from '../../setup/remote-proxy.ts';
import { type Case, corner, type Ground, sleep, until } from './ground.ts';
import { observed } from './observed.ts';
import { summary } from './summary.ts';

const TOTAL = 10 * 1_048_576;
const SIZE = 16_384;
/** Most bytes of RFC 6455 section 5.2 in front of a payload, which `ws` counts as buffered too. */
const HEADER = 14;
const BOUND = HIGH_WATER_MARK + SIZE + HEADER;

/** 10 MiB of messages, each full of its number. */
const messages = (): Uint32Array<ArrayBuffer>[] =>
  Array.from({ length: TOTAL / SIZE }, (_, number) => new Uint32Array(SIZE / 4).fill(number));

/** A connection to an echo behind a proxy, and what came back of what it sent. */
async function echoed({ transport, control }: Ground, sent: readonly Uint32Array<ArrayBuffer>[]) {
  const proxy = await remoteProxy(control);
  const watched = observed(transport());
  const connection = createConnection({
    url: corner(control).url('/echo', {}, proxy.url),
    transport: watched,
    autoConnect: false,
    outbox: { maxBytes: 2 * TOTAL },
  });
  const back: { readonly number: number; readonly bytes: number }[] = [];
  connection.on('message', (message) => {
    const words = new Uint32Array(message as ArrayBuffer);
    back.push({ number: words.at(-1) ?? Number.NaN, bytes: words.byteLength });
  });
  return {
    connection,
    proxy,
    back,
    /** All have come back in the order in which they were sent, and the socket never held too much. */
    async expectAll(platform: string) {
      await until('all messages are back', () => back.length >= sent.length, 20_000);
      expect(back).toEqual(sent.map(({ byteLength }, number) => ({ number, bytes: byteLength })));
      const [dial] = watched.dials;
      summary(`${platform}, most bytes in the socket of ${TOTAL}`, [dial?.peakBuffered ?? Number.NaN]);
      expect(dial?.peakBuffered).toBeGreaterThan(0);
      expect(dial?.peakBuffered).toBeLessThanOrEqual(BOUND);
      expect([watched.dials.length, connection.bufferedAmount]).toEqual([1, 0]);
      await connection.close();
      await proxy.close();
    },
  };
}

/** Flushes of 10 MiB that find the network slower than the app. */
export const flushCases: readonly (Omit<Case, 'run'> & {
  run(ground: Ground, platform: string): Promise<void>;
})[] = [
  {
    title:
      'a flush of 10 MiB that was queued before the link opened holds at most the high-water mark and one message in the socket',
    async run(ground, platform) {
      const sent = messages();
      // Longer by itself than the high-water mark: it goes when the socket is empty.
      sent[100] = new Uint32Array((HIGH_WATER_MARK + SIZE) / 4).fill(100);
      const { connection, proxy, expectAll } = await echoed(ground, sent);
      await proxy.throttle(16 * 1_048_576);
      connection.connect();
      const outcomes = new Set(sent.map((message) => connection.send(message)));
      expect([...outcomes]).toEqual(['queued']);
      await expectAll(platform);
    },
  },
  {
    title:
      'a server that stops reading leaves the rest of 10 MiB in the outbox, not in the socket, until it reads on',
    async run(ground, platform) {
      const sent = messages();
      const { connection, proxy, back, expectAll } = await echoed(ground, sent);
      connection.connect();
      await connection.opened();
      await proxy.mode('freezeUp');
      const outcomes = new Set(sent.map((message) => connection.send(message)));
      expect(outcomes).toContain('queued');
      await sleep(300);
      expect(back).toEqual([]);
      expect(connection.bufferedAmount).toBeGreaterThan(BOUND);
      await proxy.mode('flow');
      await expectAll(platform);
    },
  },
];
