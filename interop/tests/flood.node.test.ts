import { describe, expect, test } from 'vitest';
import { gameServer } from '../support/game-server.ts';
import { officialClient } from '../support/official-client.ts';
import { play } from '../support/our-client.ts';
import { peerProcess } from '../support/peer-process.ts';
import { message } from '../support/pomelo-wire.ts';

const COUNT = 1_000;

/** A file of its own: what waits for a deadline is not to stand behind a thousand requests. A machine that stands still loses its link, rightly. */
describe('1,000 requests at once', { retry: 2 }, () => {
  test.each(['pomelo', 'pinus'])('are each answered with their own by a real %s server', async (name) => {
    await using server = await peerProcess(`${name}.cjs`, { heartbeat: 1 });
    await using game = play(server.port);
    const asked = Array.from({ length: COUNT }, (_, n) => game.client.request('connector.h.echo', { n }));
    const answers = await Promise.all(asked);
    expect(answers).toEqual(Array.from({ length: COUNT }, (_, n) => ({ code: 200, echo: { n } })));
    const sent = game.tap.of('client', /^04/).map(({ frame }) => frame);
    expect(sent).toHaveLength(COUNT);
    expect(sent[299]).toBe(message('00ac02', '#connector.h.echo', { n: 299 }));
    expect(game.losses).toEqual([]);
  });

  test('of the official client are each answered with their own by our server', async () => {
    await using server = await gameServer({ heartbeat: 1 });
    await using client = await officialClient();
    await client.init(server.port);
    client.send('flood', COUNT);
    await expect(client.nth('flooded')).resolves.toBe(COUNT);
  });
});
