import { createInterface } from 'node:readline';
import { createClient } from 'redis';
import { nodeEnvironment } from '../../../src/adapters/node-environment.ts';
import { virtualEnvironment } from '../../../src/adapters/virtual-environment.ts';
import { createPresence } from '../../../src/presence/index.ts';
import { redisStore } from '../../../src/presence/redis.ts';
import { sorted } from './mirror.ts';
import { ROOMS } from './model.ts';
import { perform } from './perform.ts';

/** A node in a process of its own: takes one JSON request a line, answers each in a line. */
const [url = '', prefix = '', lease = '', activeWithin = '', grace = ''] = process.argv.slice(2);
const environment = virtualEnvironment();
const store = redisStore(createClient({ url }), { prefix, lease: Number(lease) });
const presence = createPresence({
  // Members age by the test's clock, leases by Redis's.
  store: { name: 'redis', open: (sink) => store.open(sink, nodeEnvironment()) },
  environment,
  activeWithin: Number(activeWithin),
  grace: Number(grace),
});
await presence.ready();
console.log(JSON.stringify('ready'));
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  if (request.do === 'wait') await environment.advance(request.ms);
  const answer =
    request.do === 'list'
      ? ROOMS.map((room) => sorted(presence.list(room)))
      : request.do === 'wait' || perform(presence, request);
  console.log(JSON.stringify(answer ?? null));
}
