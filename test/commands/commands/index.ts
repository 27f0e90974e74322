import fc from 'fast-check';
import type { Command } from '../command.ts';
import { abort } from './abort.ts';
import { acceptDials } from './accept-dials.ts';
import { advance } from './advance.ts';
import { close } from './close.ts';
import { connect } from './connect.ts';
import { freeze } from './freeze.ts';
import { goOffline } from './go-offline.ts';
import { goOnline } from './go-online.ts';
import { hangDials } from './hang-dials.ts';
import { listenerReacts } from './listener-reacts.ts';
import { pageHidden } from './page-hidden.ts';
import { pageRestored } from './page-restored.ts';
import { pageShown } from './page-shown.ts';
import { probe } from './probe.ts';
import { reconnect } from './reconnect.ts';
import { refuseDials } from './refuse-dials.ts';
import { send } from './send.ts';
import { serverCloses } from './server-closes.ts';
import { serverResets } from './server-resets.ts';
import { serverSays } from './server-says.ts';
import { sleep } from './sleep.ts';
import { thaw } from './thaw.ts';
import { urlFails } from './url-fails.ts';
import { urlWorks } from './url-works.ts';

/** Every command. Some stand twice: without time and a link nothing else has a consequence. */
export const commands: readonly fc.Arbitrary<Command>[] = [
  advance,
  advance,
  advance,
  advance,
  fc.constant(connect),
  fc.constant(reconnect),
  close,
  send,
  send,
  send,
  abort,
  fc.constant(probe),
  fc.constant(freeze),
  fc.constant(thaw),
  fc.constant(thaw),
  fc.constant(refuseDials),
  fc.constant(hangDials),
  fc.constant(urlFails),
  fc.constant(urlWorks),
  fc.constant(urlWorks),
  fc.constant(acceptDials),
  fc.constant(acceptDials),
  fc.constant(acceptDials),
  serverCloses,
  serverCloses,
  fc.constant(serverResets),
  serverSays,
  serverSays,
  fc.constant(goOffline),
  fc.constant(goOnline),
  fc.constant(goOnline),
  sleep,
  pageShown,
  pageHidden,
  fc.constant(pageRestored),
  listenerReacts,
];
