import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { browserTransport, createConnection } from '../../src/index.ts';

const src = fileURLToPath(new URL('../../src/', import.meta.url));

/** Opens, and then closes as Deno's WebSocket does when the link is cut. */
class CutByDeno {
  binaryType = 'blob';
  readyState = 1;
  readonly protocol = '';
  onopen: (() => void) | null = null;
  onclose: ((close: object) => void) | null = null;

  constructor() {
    queueMicrotask(() => {
      this.onopen?.();
      this.readyState = 3;
      this.onclose?.({ code: 0, reason: '', wasClean: false });
    });
  }

  close(): void {}
}

test('a cut that the platform calls 0, as Deno does, is 1006', async () => {
  const transport = browserTransport({ WebSocket: CutByDeno as unknown as typeof WebSocket });
  const connection = createConnection({ url: 'ws://server.test/', transport });
  const closeCode = await new Promise((resolve) => {
    connection.on('lost', ({ cause }) => resolve(cause.closeCode));
  });
  await connection.close();
  expect(closeCode).toBe(1006);
});

test('no source has a static block, which the bundler of React Native before 0.80 cannot read', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((name) => /^\s*static \{/m.test(readFileSync(src + name, 'utf8')))).toEqual([]);
});
