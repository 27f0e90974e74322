import type { DemoConnection } from './connection.ts';
import { byId, duration, element } from './dom.ts';
import { codesOf, inPlainWords } from './words.ts';

const KEPT = 200;

/** Writes an event: its name, and what it says. Events that say `key` again join the row before. */
export type Write = (name: string, detail: string, joins?: boolean) => void;

/** Shows what the connection says, newest first; the function that comes back adds a row. */
export function eventLog(connection: DemoConnection): Write {
  const list = byId('log');
  let last = { name: '', count: 0 };

  const write: Write = (name, detail, joins = false) => {
    const isSame = joins && name === last.name;
    last = { name, count: isSame ? last.count + 1 : 1 };
    if (isSame) list.firstElementChild?.remove();
    list.prepend(row(name, last.count, detail));
    while (list.childElementCount > KEPT) list.lastElementChild?.remove();
  };

  connection.on('status', ({ status }) => {
    if (status === 'connecting') write('connecting', `attempt ${connection.attempt}`);
    if (status === 'closing') write('closing', 'close frame sent');
  });
  connection.on('open', ({ link }) => write('open', `link ${link}`));
  connection.on('lost', ({ cause, verdict, silence, wasOpen }) => {
    const after = wasOpen ? `; last heard ${duration(silence)} before` : `; given up after ${duration(silence)}`;
    write('lost', `${inPlainWords(cause)} ${codesOf(cause)}, verdict ${verdict}${after}`);
  });
  connection.on('retry', ({ attempt, delay }) => write('retry', `number ${attempt} in ${duration(delay)}`));
  connection.on('failed', ({ cause }) => write('failed', cause ? inPlainWords(cause) : ''));
  connection.on('closed', ({ cause }) => write('closed', cause ? inPlainWords(cause) : 'on purpose'));
  connection.on('pong', ({ latency }) => write('pong', duration(latency), true));
  connection.on('message', ({ id }) => write('message', `the server has message ${id}`, true));
  connection.on('drop', ({ message, reason }) => write('drop', `message ${message.id}: ${reason}`, true));
  return write;
}

function row(name: string, count: number, detail: string): HTMLElement {
  const now = new Date();
  const time = element('time', '', now.toTimeString().slice(0, 8), element('span', 'fraction', fraction(now)));
  const times = count > 1 ? [element('span', 'times', `×${count}`)] : [];
  const item = element(
    'li',
    '',
    time,
    element('span', 'event', name, ...times),
    element('span', 'detail', detail),
  );
  item.dataset.event = name;
  return item;
}

function fraction(time: Date): string {
  return `.${String(time.getMilliseconds()).padStart(3, '0')}`;
}
