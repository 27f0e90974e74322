import { LossError } from '../../../src/errors.ts';
import { createRecorder, type Recorder } from '../../../src/inspect/index.ts';
import { textWorld } from '../../support/world.ts';

/** 03:12 in the night, UTC. */
const NIGHT = Date.UTC(2026, 2, 14, 3, 12);

/**
 * The outage of docs/timeline.md: a link freezes, the first retry hangs, the second is refused by a busy server, the third comes
 * through; the app goes on sending meanwhile.
 */
export async function outage(): Promise<Recorder> {
  const recorder = createRecorder();
  const { connection, transport, advance, environment } = textWorld({
    autoConnect: false,
    heartbeat: { pingInterval: 25_000, pongTimeout: 10_000 },
    outbox: { maxMessages: 2 },
  });
  environment.setClock(NIGHT - environment.now());
  recorder.attach(connection, { name: 'prices' });
  connection.connect();
  await advance(26_000);
  transport.freeze();
  await advance(35_000);
  for (let n = 0; n < 5; n += 1) {
    await advance(1_000);
    connection.send('ask');
  }
  transport.mode = 'hang';
  transport.thaw();
  await advance(1_000);
  transport.mode = 'refuse';
  transport.refusal = new LossError('ERR_HEARTWIRE_UPGRADE_REFUSED', 'HTTP 503', {
    httpStatus: 503,
    retryAfter: 5_000,
  });
  await advance(8_000);
  transport.mode = 'accept';
  await advance(14_000);
  return recorder;
}
