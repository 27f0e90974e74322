import { describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { virtualEnvironment } from '../../src/adapters/virtual-environment.ts';
import { text } from '../../src/dialects/index.ts';
import { supervise } from '../../src/server/index.ts';

const supervised = (options: object) => supervise(new WebSocketServer({ noServer: true }), options);

describe('supervise refuses, by the name of the option,', () => {
  test.each([
    ['pingIntervall', { pingIntervall: 1 }, 'ERR_HEARTWIRE_UNKNOWN_OPTION'],
    ['heartbeat.keepAlive', { heartbeat: { keepAlive: 'always' } }, 'ERR_HEARTWIRE_UNKNOWN_OPTION'],
    [
      'heartbeat.pingInterval',
      { heartbeat: { pingInterval: -1, pongTimeout: 1 } },
      'ERR_HEARTWIRE_INVALID_TIME',
    ],
    ['heartbeat.pongTimeout', { heartbeat: { pingInterval: 1 } }, 'ERR_HEARTWIRE_MISSING_OPTION'],
    ['handshakeTimeout', { handshakeTimeout: Number.NaN }, 'ERR_HEARTWIRE_INVALID_TIME'],
    ['closeTimeout', { closeTimeout: '2s' }, 'ERR_HEARTWIRE_INVALID_TIME'],
    ['authenticateTimeout', { authenticateTimeout: 0 }, 'ERR_HEARTWIRE_INVALID_TIME'],
    ['retryAfter', { retryAfter: -1 }, 'ERR_HEARTWIRE_INVALID_TIME'],
    ['tick', { tick: 2.5 }, 'ERR_HEARTWIRE_INVALID_TIME'],
    ['tick', { tick: 5_000 }, 'ERR_HEARTWIRE_INVALID_TIME'],
    ['maxBufferedAmount', { maxBufferedAmount: '1 MiB' }, 'ERR_HEARTWIRE_INVALID_OPTION'],
    ['maxPayload', { maxPayload: 0 }, 'ERR_HEARTWIRE_INVALID_OPTION'],
    ['maxFramesPerSecond', { maxFramesPerSecond: 0 }, 'ERR_HEARTWIRE_INVALID_OPTION'],
    ['maxBytesPerSecond', { maxBytesPerSecond: -1 }, 'ERR_HEARTWIRE_INVALID_OPTION'],
    ['maxPeers', { maxPeers: -1 }, 'ERR_HEARTWIRE_INVALID_OPTION'],
    ['maxPeersPerAddress', { maxPeersPerAddress: null }, 'ERR_HEARTWIRE_INVALID_OPTION'],
    ['path', { path: 'chat' }, 'ERR_HEARTWIRE_INVALID_OPTION'],
    ['path', { path: ['/chat?x'] }, 'ERR_HEARTWIRE_INVALID_OPTION'],
    ['path', { path: [] }, 'ERR_HEARTWIRE_INVALID_OPTION'],
    ['origins', { origins: ['https://a.example/path'] }, 'ERR_HEARTWIRE_INVALID_OPTION'],
    ['origins', { origins: ['*'] }, 'ERR_HEARTWIRE_INVALID_OPTION'],
    ['origins', { origins: [] }, 'ERR_HEARTWIRE_INVALID_OPTION'],
    ['allowMissingOrigin', { allowMissingOrigin: 1 }, 'ERR_HEARTWIRE_INVALID_OPTION'],
    ['authenticate', { authenticate: true }, 'ERR_HEARTWIRE_INVALID_OPTION'],
    ['firstMessage.authenticate', { firstMessage: {} }, 'ERR_HEARTWIRE_MISSING_OPTION'],
    ['firstMessage.timeout', { firstMessage: { timeout: 0 } }, 'ERR_HEARTWIRE_INVALID_TIME'],
    ['addressOf', { addressOf: 'x-forwarded-for' }, 'ERR_HEARTWIRE_INVALID_OPTION'],
    ['announce', { announce: true }, 'ERR_HEARTWIRE_INVALID_OPTION'],
    ['dialect', { dialect: 'json' }, 'ERR_HEARTWIRE_INVALID_OPTION'],
    ['environment', { environment: {} }, 'ERR_HEARTWIRE_INVALID_OPTION'],
    ['text.pong', { dialect: text({ pong: () => true }) }, 'ERR_HEARTWIRE_INVALID_OPTION'],
  ])('%s in %j', (option, options, code) => {
    expect(() => supervised(options)).toThrow(expect.objectContaining({ option, code }));
  });

  test('a server that is none, or that has a supervisor already', () => {
    expect(() => supervise({} as never)).toThrow(expect.objectContaining({ option: 'wss' }));
    const wss = new WebSocketServer({ noServer: true });
    supervise(wss);
    expect(() => supervise(wss)).toThrow(expect.objectContaining({ option: 'wss' }));
  });

  test('bad times of drain', () => {
    const supervisor = supervised({});
    expect(() => supervisor.drain({} as never)).toThrow(expect.objectContaining({ option: 'over' }));
    expect(() => supervisor.drain({ over: 1, deadline: -1 })).toThrow(
      expect.objectContaining({ option: 'deadline' }),
    );
    expect(() => supervisor.drain({ over: 1, retryAfter: Number.NaN })).toThrow(
      expect.objectContaining({ option: 'retryAfter' }),
    );
  });
});

test('maxPayload that is left out leaves the server as it is', () => {
  const wss = new WebSocketServer({ noServer: true, maxPayload: 123 });
  supervise(wss);
  expect(wss.options.maxPayload).toBe(123);
});

test('nothing is armed before the first peer', () => {
  const environment = virtualEnvironment();
  supervised({ environment });
  expect(environment.timers).toBe(0);
});
