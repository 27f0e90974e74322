import { type DemoConnection, OUTBOX } from './connection.ts';
import { type Delivery, deliveries, type Fate } from './delivery.ts';
import { byId, element, setText } from './dom.ts';

/** How many messages the list shows. */
const SHOWN = 30;
const BURST = 10;
/** How often the meters are read, in ms: a socket does not say when it has written. */
const TICK = 250;

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
  let drawn = '';
  const draw = (): void => {
    if (connection.bufferedAmount === 0) notes.written();
    drawMeters();
    const fates = notes.all.map(({ fate }) => fate).join();
    if (fates === drawn) return;
    drawn = fates;
    const latest = notes.all.slice(-SHOWN).reverse();
    byId('messages').replaceChildren(...latest.map(row));
  };
  const drawMeters = (): void => {
    const { waiting } = notes;
    meter('messages', waiting, OUTBOX.maxMessages);
    meter('bytes', connection.bufferedAmount, OUTBOX.maxBytes);
    setText(byId('outbox-summary'), waiting > 0 ? `${waiting} waiting in the outbox` : 'Outbox empty');
  };
  const lost = (): void => {
    if (connection.bufferedAmount === 0) notes.written();
    notes.lost();
    draw();
  };

  connection.on('message', ({ id }) => {
    notes.delivered(id);
    draw();
  });
  connection.on('drop', ({ message, reason }) => {
    notes.dropped(message.id, reason);
    draw();
  });
  connection.on('lost', lost);
  connection.on('closed', lost);
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
  setInterval(draw, TICK);
  byId('messages').append(hint());
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

function meter(unit: 'messages' | 'bytes', value: number, most: number): void {
  setText(byId(`words-${unit}`), `${value} of ${most} ${unit}`);
  const target = byId(`meter-${unit}`) as HTMLMeterElement;
  target.max = most;
  target.value = value;
}
