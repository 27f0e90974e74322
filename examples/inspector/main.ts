import { createBrowserInspector } from '@statelyai/inspect';
import { createConnection } from 'heartwire';
import { text } from 'heartwire/dialects/text';
import { inspectWith } from 'heartwire/inspect';
import { byId } from '../shared/dom.ts';
import { linkBar } from '../shared/link-bar.ts';
import { HEARTBEAT } from './heartbeat.ts';

const inspector = createBrowserInspector({
  // Its own page would be fetched from stately.ai; this one is here.
  url: '/receiver.html',
  iframe: byId('receiver', HTMLIFrameElement),
  // By default it cuts the deepest lists of the chart.
  serializationDepthLimit: 16,
});

const connection = createConnection({
  url: '/ws?token=a-secret-of-the-page',
  dialect: text(),
  heartbeat: HEARTBEAT,
  inspect: inspectWith(inspector, { name: 'page' }),
});
linkBar(connection);

byId('cut').addEventListener('click', () => connection.send('cut'));
byId('probe').addEventListener('click', () => connection.probe().catch(() => {}));
byId('reconnect').addEventListener('click', () => connection.reconnect());
byId('close').addEventListener('click', () => connection.close());
