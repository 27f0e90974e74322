import type { TypedMessage } from 'heartwire/dialects/json-type';
import { byId, setText } from '../shared/dom.ts';
import { linkBar } from '../shared/link-bar.ts';
import { chatConnection, type Entry } from './chat-connection.ts';
import { roomView } from './room-view.ts';

const problems: Readonly<Record<string, string>> = {
  taken: 'There is a room of this name, and that is not its password.',
  'no-room': 'There is no such room. Create it.',
  'wrong-password': 'That is not the password of this room.',
  invalid: 'Name, room and password are needed.',
};

const fellows: readonly string[] = await (await fetch('/nodes')).json();
const nodes = [...new Set([location.origin, ...fellows])];
const chat = chatConnection(nodes);
const { connection } = chat;
linkBar(connection);
const view = roomView((text) => connection.send({ type: 'message', text }));

byId('enter').addEventListener('submit', (event) => {
  event.preventDefault();
  const typed = (id: string) => byId(id, HTMLInputElement).value.trim();
  const { submitter } = event as SubmitEvent;
  const type = submitter instanceof HTMLButtonElement && submitter.value === 'create' ? 'create' : 'join';
  chat.entry = { type, user: typed('user'), room: typed('room'), password: typed('password') };
  byId('link').hidden = false;
  connection.reconnect();
});
// Until somebody listens, the form would send itself and load the page anew.
for (const button of document.querySelectorAll<HTMLButtonElement>('#enter button')) button.disabled = false;

byId('leave').addEventListener('click', async () => {
  connection.send({ type: 'leave' });
  await goOut();
});

connection.on('open', () => {
  if (nodes.length > 1) setText(byId('node'), `Served by ${new URL(chat.node).host}`);
});

connection.on('message', (message) => {
  if (message.type === 'create' || message.type === 'join') admitted(message, chat.entry);
  else view.show(message);
});

connection.on('drop', ({ message }) => {
  if (message.type === 'message') view.drop(message);
});

window.addEventListener('pagehide', () => chat.sayGoodbye());

function admitted(message: TypedMessage, entry: Entry | undefined): void {
  if (!entry) return;
  if (message.status === 'ok') {
    byId('lobby').hidden = true;
    byId('inside').hidden = false;
    view.enter(entry, message);
    // A server that was started anew has forgotten the room: whoever comes back first opens it again.
    chat.entry = { ...entry, type: 'create' };
  } else {
    goOut(problems[String(message.status)] ?? 'The server does not let you in.');
  }
}

async function goOut(problem = ''): Promise<void> {
  chat.entry = undefined;
  view.leave();
  byId('problem').hidden = problem === '';
  setText(byId('problem'), problem);
  for (const id of ['link', 'inside']) byId(id).hidden = true;
  byId('lobby').hidden = false;
  await connection.close(1000, 'left the room');
}
