// @ts-check
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { WebSocket } from 'ws';
import { BEAT, closes, NEVER } from '../record-client.js';

/** @type {import('../record-client.js').Recording} */
export default {
  package: '@microsoft/signalr',
  start(port, beats) {
    const hub = new HubConnectionBuilder()
      .withUrl(`http://127.0.0.1:${port}/hub`, {
        skipNegotiation: true,
        transport: HttpTransportType.WebSockets,
        // @ts-expect-error: declared as the platform's.
        WebSocket,
      })
      .withAutomaticReconnect([10, 10, 10])
      .withKeepAliveInterval(beats ? BEAT : NEVER)
      .withServerTimeout(NEVER)
      .configureLogging(LogLevel.None)
      .build();
    hub.on('said', () => {});
    hub.start().catch(() => {});
    return { say: () => hub.invoke('say', 'hello').catch(() => {}), stop: () => hub.stop() };
  },
  async welcome(link) {
    await link.next();
    link.send('{}\x1e');
  },
  async data(link, client) {
    client.say?.();
    await link.next();
    link.send(
      '{"type":3,"invocationId":"0","result":"ok"}\x1e{"type":1,"target":"said","arguments":["hello"]}\x1e',
    );
  },
  async beats(link) {
    for (let count = 0; count < 3; count += 1) {
      await link.next();
      link.send('{"type":6}\x1e');
    }
  },
  ends: [
    ...closes([1000, 1001, 1011]),
    { cut: true },
    { say: '{"type":7}\x1e' },
    { say: '{"type":7,"error":"gone"}\x1e' },
    { say: '{"type":7,"allowReconnect":true}\x1e' },
  ],
};
