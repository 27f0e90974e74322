import { createConnection } from 'heartwire';
import { serverLedHeartbeat } from 'heartwire/presets';
import { append, byId, element, setText } from '../shared/dom.ts';
import { linkBar } from '../shared/link-bar.ts';
import { forgetPass, type Pass } from './pass.ts';

/** Enters a room and stays there, whatever becomes of the link, until the person logs out. */
export function openRoom({ name, pass }: Pass, room: string): void {
  const connection = createConnection({
    url: '/ws',
    ...serverLedHeartbeat({ name, roomId: room, token: pass }),
  });
  linkBar(connection);
  setText(byId('room'), `${name} in ${room}`);
  const messages = byId('messages');
  const tell = (what: string) => append(messages, element('li', 'event', what));

  connection.on('message', ({ event, name: who, message, num }) => {
    if (typeof num === 'number') setText(byId('online'), `${num} online`);
    if (event === 'enter') tell(`${who} entered`);
    if (event === 'out') tell(`${who} left`);
    if (event === 'message') append(messages, bubble(String(who), String(message), who === name));
  });

  connection.on('failed', ({ cause }) => {
    if (cause?.code !== 'ERR_HEARTWIRE_REFUSED') return;
    forgetPass();
    location.replace(`/login.html?${new URLSearchParams({ room, expired: '' })}`);
  });

  byId('composer').addEventListener('submit', (event) => {
    event.preventDefault();
    const input = byId('text', HTMLInputElement);
    // Everybody in the room gets it back from the server, whoever wrote it among them.
    const sent = connection.send({ event: 'message', message: input.value });
    if (sent === 'queued') tell(`“${input.value}” waits for the link`);
    input.value = '';
  });
  connection.on('drop', ({ message: { message } }) => tell(`“${message}” was not sent`));

  byId('out').addEventListener('click', async () => {
    await connection.close(1000, 'logged out');
    forgetPass();
    location.assign('/login.html');
  });
}

function bubble(who: string, text: string, isMine: boolean): HTMLElement {
  return element('li', isMine ? 'message mine' : 'message', element('span', 'who', who), text);
}
