import { roundTripChart } from './chart.ts';
import { type DemoConnection, demoConnection, HEARTBEAT } from './connection.ts';
import { byId, seconds } from './dom.ts';
import { eventLog, type Write } from './event-log.ts';
import { faultPanel } from './fault-panel.ts';
import { messagePanel } from './message-panel.ts';
import { statusPanel } from './status-panel.ts';

const connection = demoConnection((number) => write('token', `number ${number} fetched`));
const write = eventLog(connection);
byId('bound').textContent = seconds(HEARTBEAT.pingInterval + HEARTBEAT.pongTimeout);
statusPanel(connection);
roundTripChart(connection);
messagePanel(connection);
faultPanel(write);
commands(connection, write);
connection.connect();

/** The connection's own buttons. */
function commands(connection: DemoConnection, write: Write): void {
  const onClick = (id: string, act: () => unknown) =>
    byId(id).addEventListener('click', () => {
      if (byId(id).ariaDisabled === 'true') return;
      write('you', byId(id).textContent ?? '');
      act();
    });
  onClick('connect', () => connection.connect());
  onClick('reconnect', () => connection.reconnect());
  onClick('close', () => connection.close(1000, 'the page said so'));
  onClick('probe', () => connection.probe().catch((error: Error) => write('probe', error.message)));
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
