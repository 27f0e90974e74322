import { describe, expect, it } from 'vitest';
import { addedSize } from './added-size.ts';

describe('beside the main entry', () => {
  it.each([
    ['graphqlTransportWs', 'graphql-transport-ws'],
    ['engineIo', 'engine-io'],
    ['phoenix', 'phoenix'],
    ['signalR', 'signalr'],
    ['signalRServer', 'signalr'],
    ['stomp', 'stomp'],
    ['stompServer', 'stomp'],
  ])('%s() costs at most 1 kB min+gzip', async (name, file) => {
    expect(await addedSize(name, file)).toBeLessThanOrEqual(1_000);
  });
});
