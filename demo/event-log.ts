import type { DemoConnection } from './connection.ts';
import { byId, duration, element } from './dom.ts';
import { codesOf, inPlainWords } from './words.ts';

const KEPT = 200;

interface Row {
  readonly name: string;
  readonly detail: string;
  /** Codes that belong to it. */
  readonly codes?: string | undefined;
  /** Whether it takes the place of a row of the same name, which it counts on. */
  readonly joins?: boolean;
}

/** Adds a row: an event's name, and what it says. */
export type Write = (name: string, detail: string, rest?: Pick<Row, 'codes' | 'joins'>) => void;

/** Shows what the connection says, newest first; the function that comes back adds a row. */
export function eventLog(connection: DemoConnection): Write {
  const list = byId('log');
  let last = { name: '', count: 0 };

  const write: Write = (name, detail, rest = {}) => {
    const isSame = rest.joins === true && name === last.name;
    last = { name, count: isSame ? last.count + 1 : 1 };
    if (isSame) list.firstElementChild?.remove();
    list.prepend(row({ name, detail, ...rest }, last.count));
    while (list.childElementCount > KEPT) list.lastElementChild?.remove();
  };

  connection.on('status', ({ status }) => {
    if (status === 'connecting') write('connecting', `attempt ${connection.attempt}`);
    if (status === 'closing') write('closing', 'close frame sent');
  });
  connection.on('open', ({ link }) => write('open', `link ${link}`));
  connection.on('lost', ({ cause, verdict, silence, wasOpen }) => {
    const when = wasOpen ? `Last heard ${duration(silence)} before.` : `Given up after ${duration(silence)}.`;
    const codes = verdict === 'retry' ? codesOf(cause) : `${codesOf(cause)} · verdict ${verdict}`;
    write('lost', `${inPlainWords(cause)} ${when}`, { codes });
  });
  connection.on('retry', ({ attempt, delay }) => write('retry', `number ${attempt} in ${duration(delay)}`));
  connection.on('failed', ({ cause }) => write('failed', cause ? inPlainWords(cause) : ''));
  connection.on('closed', ({ cause }) => write('closed', cause ? inPlainWords(cause) : 'on purpose'));
  connection.on('pong', ({ latency }) => write('pong', duration(latency), { joins: true }));
  connection.on('message', ({ id }) => write('message', `the server has number ${id}`, { joins: true }));
  connection.on('drop', ({ message, reason }) =>
    write('drop', `number ${message.id}: ${reason}`, { joins: true }),
  );
  return write;
}

function row({ name, detail, codes }: Row, count: number): HTMLElement {
  const now = new Date();
  const time = element(
    'time',
    '',
    now.toTimeString().slice(0, 8),
    element('span', 'fraction', fraction(now)),
  );
  const said = element('p', '', element('strong', '', name), count > 1 ? ` ×${count} · ` : ' ', detail);
  const item = element('li', '', time, said);
  if (codes) item.append(element('code', '', codes));
  item.dataset.event = name;
  return item;
}

function fraction(time: Date): string {
  return `.${String(time.getMilliseconds()).padStart(3, '0')}`;
}
