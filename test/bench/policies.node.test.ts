import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { policies } from '../../bench/storm/policies/index.ts';
import type { Policy } from '../../bench/storm/policy.ts';
import { graphqlWsByDefault, type PeerClient, peerClients } from './peer-clients.ts';

/** Past every limit, the longest of the delays, and Ably's two minutes. */
const ATTEMPTS = 30;
const LONG = 1_200_000;

function delaysOf(policy: Policy, chance: number): number[] {
  const next = policy.fleet(1, () => chance);
  const delays: number[] = [];
  for (let sinceLoss = 0; delays.length < ATTEMPTS; ) {
    const delay = next(delays.length + 1, sinceLoss, 0, 0);
    if (delay === undefined) break;
    sinceLoss += delay;
    delays.push(delay);
  }
  return delays;
}

async function delaysOfClient(start: (() => PeerClient) | undefined): Promise<number[]> {
  const client = start?.();
  await vi.advanceTimersByTimeAsync(60_000 + LONG);
  const delays = client?.delays() ?? [];
  client?.stop();
  await vi.advanceTimersByTimeAsync(1_000);
  return delays.slice(0, ATTEMPTS);
}

const compared = policies.filter(({ name }) => name in peerClients);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('the delays that the storm takes for those of a package', () => {
  it('are checked for every package', () => {
    expect(compared.map(({ name }) => name)).toEqual(Object.keys(peerClients));
  });

  describe.each(compared)('$name', (policy) => {
    it.each([0, 0.35, 0.999])(
      'are those of its real client, to the end, at a chance of %d',
      async (chance) => {
        vi.spyOn(Math, 'random').mockReturnValue(chance);
        const delays = await delaysOfClient(peerClients[policy.name]);
        // It draws its own at import, before any test can set the chance: then the first delay says what was drawn.
        const drawn = policy.name === 'reconnecting-websocket' ? ((delays[0] ?? 0) - 1_000) / 4_000 : chance;
        const expected = delaysOf(policy, drawn);
        expect(delays.length).toBe(expected.length);
        // Timers count whole ms; what is left of Ably's two minutes has the sum of that.
        const off = delays.map((delay, index) => Math.abs(delay - (expected[index] ?? 0)));
        expect(Math.max(...off), `${delays} for ${expected}`).toBeLessThanOrEqual(10);
      },
    );
  });

  it('flatter graphql-ws, which by its default gives up at the first `error` event, as a refused dial has it', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const delays = await delaysOfClient(graphqlWsByDefault);
    expect(delays).toEqual([]);
  });
});
