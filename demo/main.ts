import { defineView } from 'heartwire/inspect/view';
import { type DemoConnection, demoConnection } from './connection.ts';
import { byId, seconds, setText, view } from './dom.ts';
import { faultPanel } from './fault-panel.ts';
import { HEARTBEAT } from './heartbeat.ts';
import { messagePanel } from './message-panel.ts';
import { serverRecords } from './server-news.ts';

const say = (words: string): void => setText(byId('said'), words);
const connection = demoConnection((number) => setText(byId('token'), `Token number ${number} is in use.`));

defineView();
view('client').connection = connection;
view('peers').recorder = serverRecords();
byId('bound').textContent = seconds(HEARTBEAT.pingInterval + HEARTBEAT.pongTimeout);
messagePanel(connection);
faultPanel(say);
commands(connection);
connection.connect();

/** The connection's own buttons. */
function commands(connection: DemoConnection): void {
  const onClick = (id: string, act: () => unknown) =>
    byId(id).addEventListener('click', () => {
      if (byId(id).ariaDisabled === 'true') return;
      say('');
      act();
    });
  onClick('connect', () => connection.connect());
  onClick('reconnect', () => connection.reconnect());
  onClick('close', () => connection.close(1000, 'the page said so'));
  onClick('probe', () => connection.probe().catch((error: Error) => say(error.message)));
  const enable = () => {
    const { status } = connection;
    const can: Record<string, boolean> = {
      connect: status === 'idle' || status === 'closed',
      close: status !== 'closed' && status !== 'closing' && status !== 'failed',
      probe: status === 'open' || status === 'awaiting-pong',
    };
    for (const [id, isUseful] of Object.entries(can)) byId(id).ariaDisabled = String(!isUseful);
  };
  connection.on('status', enable);
  enable();
}
