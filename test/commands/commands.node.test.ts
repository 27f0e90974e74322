import { test } from 'vitest';
import { expectNothing, play, type Replay } from './play.ts';

const replay: Replay = JSON.parse(process.env.COMMANDS_REPLAY ?? '{}');

test('after any commands of an app, a network, a server and a machine, a connection is what its user believes', {
  timeout: 60_000,
}, async () => {
  expectNothing(await play(2_000, replay));
});
