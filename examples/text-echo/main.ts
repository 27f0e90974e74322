import { createConnection } from 'heartwire';
import { textHeartbeat } from 'heartwire/presets';
import { append, byId, element, setText } from '../shared/dom.ts';
import { linkBar } from '../shared/link-bar.ts';
import { duration } from '../shared/words.ts';

const connection = createConnection({ url: '/ws', ...textHeartbeat() });
linkBar(connection);

connection.on('status', ({ status }) => {
  byId('gave-up').hidden = status !== 'failed';
});

/** What these words mean on the wire is taken. */
const BEATS = ['heart_beat', 'ok'];

const messages = byId('messages');
/** What was sent and has not come back, the oldest first. */
const unanswered: { readonly text: string; readonly fate: HTMLElement }[] = [];

byId('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  const input = byId('text', HTMLInputElement);
  send(input.value);
  input.value = '';
});

function send(text: string): void {
  const fate = element('span', 'fate');
  append(messages, element('li', 'message mine', text, fate));
  if (BEATS.includes(text)) setText(fate, 'not sent: a word of the heartbeat');
  else {
    const sent = connection.send(text);
    setText(fate, { sent: 'sent', queued: 'waits for the link', refused: 'refused' }[sent]);
    if (sent !== 'refused') unanswered.push({ text, fate });
  }
}

connection.on('lost', ({ wasOpen }) => {
  for (const { fate } of unanswered) {
    if (wasOpen && fate.textContent === 'sent') setText(fate, 'no answer: the link was lost');
  }
});

connection.on('message', (text) => {
  const index = unanswered.findIndex((message) => message.text === text);
  for (const { fate } of unanswered.splice(index, index < 0 ? 0 : 1)) setText(fate, 'came back');
  append(messages, element('li', 'message', String(text)));
});

connection.on('drop', ({ message, reason }) => {
  const index = unanswered.findIndex(({ text }) => text === message);
  for (const { fate } of unanswered.splice(index, index < 0 ? 0 : 1)) setText(fate, `not sent: ${reason}`);
});

byId('beat').addEventListener('click', async () => {
  const answer = await connection.probe().then(
    (latency) => `heart_beat → ok in ${duration(latency)}`,
    (error: Error) => `heart_beat: ${error.message}`,
  );
  append(messages, element('li', 'event', answer));
});
