import { describe, expect, it } from 'vitest';
import { addedSize } from './added-size.ts';

describe('beside the main entry', () => {
  it.each([
    ['centrifugo', 'centrifugo'],
    ['pusher', 'pusher'],
    ['discord', 'discord'],
    ['mqtt', 'mqtt'],
    ['nats', 'nats'],
    ['keepAlive', 'keep-alive'],
  ])('%s() costs at most 1 kB min+gzip', async (name, file) => {
    expect(await addedSize(name, file)).toBeLessThanOrEqual(1_000);
  });
});
