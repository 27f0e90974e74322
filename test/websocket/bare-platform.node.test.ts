import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { memoryTransport } from '../../src/adapters/memory.ts';
import { virtualEnvironment } from '../../src/adapters/virtual-environment.ts';

/** What React Native does not have, or not as browsers do. */
const missing = ['EventTarget', 'Event', 'MessageEvent', 'CloseEvent', 'DOMException', 'Blob'];

beforeEach(() => {
  vi.resetModules();
  for (const name of missing) vi.stubGlobal(name, undefined);
});

afterEach(() => vi.unstubAllGlobals());

async function bareWorld() {
  const { ReconnectingWebSocket } = await import('../../src/websocket.ts');
  const environment = virtualEnvironment();
  const transport = memoryTransport({ environment, latency: 5, controlFrames: false });
  const socket = new ReconnectingWebSocket('ws://server.test/', 'chat', { environment, transport });
  return { ReconnectingWebSocket, environment, transport, socket };
}

test('events, their target and their fields are there without any class of the platform', async () => {
  const { environment, transport, socket } = await bareWorld();
  const told: unknown[] = [];
  const look = function (this: unknown, event: Event) {
    told.push([event.type, this === socket, event.target === socket, event.currentTarget === socket]);
  };
  socket.onopen = look;
  socket.addEventListener('open', look);
  socket.onmessage = ({ type, data, origin }) => told.push([type, data, origin]);
  socket.onclose = (event) =>
    told.push([event.type, event.code, event.reason, event.wasClean, event.constructor.name]);
  await environment.advance(50);
  transport.peers[0]?.send('hello');
  await environment.advance(50);
  transport.peers[0]?.send(Uint8Array.of(1).buffer);
  await environment.advance(50);
  socket.close(4000, 'bye');
  await environment.advance(50);
  expect(told).toEqual([
    ['open', true, true, true],
    ['open', true, true, true],
    ['message', 'hello', 'ws://server.test'],
    // No Blob can be made: the buffer itself.
    ['message', Uint8Array.of(1).buffer, 'ws://server.test'],
    ['close', 4000, 'bye', true, 'CloseEvent'],
  ]);
});

test('listeners: duplicates, once, signal, removal and addition during an event, objects, stopImmediatePropagation, one that throws', async () => {
  const { environment, socket } = await bareWorld();
  const reported = vi.fn();
  vi.stubGlobal('reportError', reported);
  const calls: string[] = [];
  const called = (name: string) => () => void calls.push(name);
  const twice = called('twice');
  const removed = called('removed');
  const gone = new AbortController();
  socket.addEventListener('open', twice);
  socket.addEventListener('open', twice);
  const once = called('once');
  socket.addEventListener('open', once, { once: true });
  socket.addEventListener('open', once);
  socket.addEventListener('open', called('aborted before'), { signal: AbortSignal.abort() });
  socket.addEventListener('open', called('with a signal'), { signal: gone.signal });
  socket.addEventListener('open', () => {
    throw new Error('a listener');
  });
  socket.addEventListener('open', () => {
    socket.removeEventListener('open', removed);
    socket.addEventListener('open', called('added'), { once: true });
  });
  socket.addEventListener('open', removed);
  socket.addEventListener('open', { handleEvent: called('object') });
  socket.addEventListener('open', null as never);
  await environment.advance(50);
  expect(calls.splice(0)).toEqual(['twice', 'once', 'with a signal', 'object']);
  expect(reported.mock.calls).toEqual([[expect.objectContaining({ message: 'a listener' })]]);
  gone.abort();
  socket.addEventListener('open', (event) => event.stopImmediatePropagation());
  socket.addEventListener('open', called('behind'));
  socket.reconnect();
  await environment.advance(50);
  expect(calls).toEqual(['twice', 'object', 'added']);
});

test('errors have the names of the DOMExceptions', async () => {
  const { ReconnectingWebSocket, socket, transport } = await bareWorld();
  const make = () => new ReconnectingWebSocket('ftp://server.test', [], { transport });
  expect(make).toThrow(expect.objectContaining({ name: 'SyntaxError' }));
  expect(() => socket.close(1001)).toThrow(expect.objectContaining({ name: 'InvalidAccessError' }));
});

test.each([
  ['none', undefined],
  ['one of another realm', class CloseEvent {}],
])('a platform that has Event, and of CloseEvent %s, gets one that is an Event', async (_, given) => {
  vi.unstubAllGlobals();
  vi.stubGlobal('CloseEvent', given);
  const { socket, environment } = await bareWorld();
  let close: unknown;
  socket.onclose = (event) => {
    close = event;
  };
  await environment.advance(50);
  socket.close();
  await environment.advance(50);
  expect([close instanceof Event, socket instanceof EventTarget]).toEqual([true, true]);
});
