import { expect, test } from 'vitest';
import { virtualEnvironment } from '../../../src/adapters/virtual-environment.ts';
import { createConnection } from '../../../src/connection.ts';
import { pomeloHeartbeat } from '../../../src/presets.ts';
import { scriptedTransport } from '../../../src/testing/scripted-transport.ts';
import { hex, packaged } from './support/bytes.ts';

test('the preset beats as the handshake says, finds a silent server in two intervals, and comes back', async () => {
  const environment = virtualEnvironment();
  const transport = scriptedTransport();
  const connection = createConnection({
    url: 'ws://game.test',
    environment,
    transport,
    ...pomeloHeartbeat(),
  });
  const dial = await transport.dialed();
  dial.open();
  dial.frame(packaged(1, '{"code":200,"sys":{"heartbeat":5}}'));
  for (let beat = 0; beat < 20; beat += 1) {
    await environment.advance(5_000);
    dial.frame(packaged(3));
  }
  expect(dial.sent.slice(2).map(hex)).toEqual(Array.from({ length: 20 }, () => '03000000'));
  expect(connection.status).toBe('open');
  await environment.advance(9_999);
  expect(connection.status).toBe('awaiting-pong');
  await environment.advance(1);
  expect([connection.status, connection.cause?.code]).toEqual(['backoff', 'ERR_HEARTWIRE_PONG_TIMEOUT']);
  await environment.advance(500);
  expect(transport.dials.length).toBe(2);
  await connection.close();
});

test('the preset is a client’s, and knows its options', () => {
  const { dialect, heartbeat, retry } = pomeloHeartbeat({ retryLimit: 3 });
  expect({ heartbeat, retry }).toEqual({
    heartbeat: { pingInterval: 3_000, pongTimeout: 3_000, keepAlive: 'always' },
    retry: { limit: 3 },
  });
  expect(() => dialect.session('server')).toThrow(
    expect.objectContaining({ code: 'ERR_HEARTWIRE_INVALID_OPTION' }),
  );
  expect(() => pomeloHeartbeat({ heartbeat: 3 } as object)).toThrow(
    expect.objectContaining({ code: 'ERR_HEARTWIRE_UNKNOWN_OPTION' }),
  );
  // Several in one frame, and kicks, are a server's.
  for (const outgoing of [{ type: 'kick' }, [{ type: 'notify', route: 'a' }]] as const) {
    expect(() => dialect.write(outgoing)).toThrow(
      expect.objectContaining({ code: 'ERR_HEARTWIRE_INVALID_MESSAGE' }),
    );
  }
});
