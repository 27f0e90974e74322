import type { Connection } from 'heartwire';
import { byId, element, setText } from './dom.ts';
import { wordsFor } from './words.ts';

/** How often a countdown moves, in ms. */
const TICK = 250;

/** The app may speak any language; the bar reads none of it. */
export type AnyConnection = Pick<
  Connection<never, never>,
  'status' | 'attempt' | 'nextAttemptAt' | 'latency' | 'cause' | 'reconnect'
> & { on(name: 'status' | 'pong', listener: () => void): () => void };

/** Keeps the page's `#link` true: how the connection stands, and a button to reconnect by hand once it has given up. */
export function linkBar(connection: AnyConnection): void {
  const bar = byId('link');
  const word = element('strong', '');
  const note = element('span', 'note');
  const button = element('button', 'primary', 'Reconnect');
  button.hidden = true;
  button.addEventListener('click', () => connection.reconnect());
  const said = element('p', 'unseen');
  said.role = 'status';
  bar.replaceChildren(element('span', 'lamp'), element('p', 'words', word, note), button, said);

  const show = () => {
    const words = wordsFor(connection, Date.now());
    bar.dataset.status = connection.status;
    setText(word, words.word);
    setText(note, words.note);
    button.hidden = connection.status !== 'failed';
    // A beat is no news to a screen reader.
    if (connection.status !== 'awaiting-pong') setText(said, words.word);
  };
  // What a beat does to the status is over before it is seen; if not, the next tick shows it.
  connection.on('status', () => {
    if (connection.status !== 'awaiting-pong') show();
  });
  connection.on('pong', show);
  setInterval(show, TICK);
  show();
}
