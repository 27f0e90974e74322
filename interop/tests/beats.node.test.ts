import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { gameServer } from '../support/game-server.ts';
import { BEAT, officialClient } from '../support/official-client.ts';
import { play } from '../support/our-client.ts';
import { peerProcess } from '../support/peer-process.ts';

/** A minute: a file of its own, so that it is spent beside all others. A machine that stands still for a second loses its link, rightly. */
const minute = { timeout: 90_000, retry: 1 };

const answer = { code: 200, echo: { a: 1 } };

describe.concurrent('after 60 beats of a second', () => {
  test.each(['pomelo', 'pinus'])('our client is alive at a real %s server', minute, async (name) => {
    await using server = await peerProcess(`${name}.cjs`, { heartbeat: 1 });
    await using game = play(server.port);
    await game.client.connection.opened();
    while (game.tap.of('client', BEAT).length < 60) await sleep(100);
    await expect(game.client.request('connector.h.echo', { a: 1 })).resolves.toEqual(answer);
    expect(game.losses).toEqual([]);
    // One for the acknowledgement, one for each beat.
    expect(game.tap.of('server', BEAT)).toHaveLength(game.tap.of('client', BEAT).length + 1);
  });

  test('the official client is alive at our server', minute, async () => {
    await using server = await gameServer({ heartbeat: 1 });
    await using client = await officialClient();
    await client.init(server.port);
    const beats = (direction: string) => client.all(direction).filter((frame) => frame === BEAT).length;
    while (beats('sent') < 60) await sleep(100);
    await expect(client.request('connector.h.echo', { a: 1 })).resolves.toEqual(answer);
    expect(client.all('close')).toEqual([]);
    expect(beats('heard')).toBe(beats('sent') + 1);
  });
});
