import { afterEach, expect, test, vi } from 'vitest';
import { ws } from '../../src/adapters/ws.ts';
import { createConnection } from '../../src/connection.ts';

afterEach(() => vi.unstubAllGlobals());

test('without a global WebSocket and a transport, createConnection() throws at once and says which import to use', () => {
  vi.stubGlobal('WebSocket', undefined);
  const url = 'ws://127.0.0.1:1';
  expect(() => createConnection({ url })).toThrow(
    expect.objectContaining({
      name: 'HeartwireError',
      code: 'ERR_HEARTWIRE_NO_WEBSOCKET',
      message: expect.stringContaining("import { ws } from 'heartwire/ws'"),
    }),
  );
  const connection = createConnection({ url, transport: ws(), autoConnect: false });
  expect(connection.status).toBe('idle');
});
