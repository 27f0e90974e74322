import { type DemoConnection, OUTBOX } from './connection.ts';
import { type Delivery, deliveries, type Fate } from './delivery.ts';
import { byId, element, setText } from './dom.ts';

/** How many messages the list shows. */
const SHOWN = 30;
const BURST = 10;

const words: Readonly<Record<Fate, string>> = {
  queued: 'queued',
  sent: 'sent',
  delivered: 'delivered',
  unconfirmed: 'not confirmed: the link was lost',
  dropped: 'refused',
};

/** The box that sends, what became of each message, and how full the outbox is. */
export function messagePanel(connection: DemoConnection): void {
  const notes = deliveries();

  const send = (text: string): void => {
    const note = notes.add(text);
    const outcome = connection.send({ type: 'note', id: note.id, text });
    if (outcome === 'sent') note.fate = 'sent';
  };
  const draw = (): void => {
    if (connection.bufferedAmount === 0) notes.written();
    const latest = notes.all.slice(-SHOWN).reverse();
    byId('messages').replaceChildren(...(latest.length > 0 ? latest.map(row) : [hint()]));
    meter('meter-messages', notes.waiting, OUTBOX.maxMessages, 'messages');
    meter('meter-bytes', connection.bufferedAmount, OUTBOX.maxBytes, 'bytes');
    setText(byId('outbox-summary'), notes.waiting > 0 ? `${notes.waiting} waiting in the outbox` : 'Outbox empty');
  };

  connection.on('message', ({ id }) => {
    notes.delivered(id);
    draw();
  });
  connection.on('drop', ({ message, reason }) => {
    notes.dropped(message.id, reason);
    draw();
  });
  connection.on('lost', () => {
    notes.lost();
    draw();
  });
  connection.on('closed', () => {
    notes.lost();
    draw();
  });
  connection.on('status', draw);

  const box = byId('text') as HTMLInputElement;
  byId('composer').addEventListener('submit', (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (text) send(text);
    box.value = '';
    draw();
  });
  byId('burst').addEventListener('click', () => {
    for (let count = 1; count <= BURST; count += 1) send(`one of ten: ${count}`);
    draw();
  });
  draw();
}

function row({ text, fate, reason }: Delivery): HTMLElement {
  const word = reason ? `${words[fate]}: ${reason}` : words[fate];
  const item = element('li', 'message', element('span', 'message-text', text), element('span', 'fate', word));
  item.dataset.fate = fate;
  return item;
}

function hint(): HTMLElement {
  return element('li', 'hint', 'Nothing sent yet. Freeze or refuse, send, and let it flow again.');
}

function meter(id: string, value: number, most: number, unit: string): void {
  const target = byId(id);
  const words = `${value} of ${most} ${unit}`;
  if (target.dataset.words === words) return;
  target.dataset.words = words;
  target.setAttribute('aria-valuenow', String(Math.min(value, most)));
  target.setAttribute('aria-valuemax', String(most));
  target.setAttribute('aria-valuetext', words);
  target.style.setProperty('--fill', String(Math.min(1, value / most)));
}
