import type { TypedMessage } from 'heartwire/dialects/json-type';
import { append, byId, element, setText } from '../shared/dom.ts';
import type { Entry } from './chat-connection.ts';

/** The room as a person sees it. */
export interface RoomView {
  /** Shows the room, as the answer to a `create` or `join` says it. */
  enter(entry: Entry, answer: TypedMessage): void;
  /** Shows what a message says. */
  show(message: TypedMessage): void;
  /** Shows that a message of this person's will not be sent. */
  drop(message: TypedMessage): void;
  leave(): void;
}

const events: Readonly<Record<string, string>> = { joined: 'came in', left: 'left' };

/** Wires the page's room; `say` sends what a person writes. */
export function roomView(say: (text: string) => 'sent' | 'queued' | 'refused'): RoomView {
  const messages = byId('messages');
  const tell = (what: string) => append(messages, element('li', 'event', what));
  let user: string | undefined;
  /** When the latest message was written, in ms since the epoch. */
  let latest = 0;

  byId('composer').addEventListener('submit', (event) => {
    event.preventDefault();
    const input = byId('text', HTMLInputElement);
    if (say(input.value) === 'queued') tell(`“${input.value}” waits for the link`);
    input.value = '';
  });

  const showMessage = ({ user: who, text, at }: Readonly<Record<string, unknown>>) => {
    latest = Math.max(latest, Number(at));
    const className = who === user ? 'message mine' : 'message';
    append(messages, element('li', className, element('span', 'who', String(who)), String(text)));
  };

  return {
    enter(entry, answer) {
      if (user === undefined) messages.replaceChildren();
      ({ user } = entry);
      setText(byId('title'), entry.room);
      const notes: readonly TypedMessage[] = Array.isArray(answer.messages) ? answer.messages : [];
      // After a reconnect: what was missed.
      for (const note of notes) if (Number(note.at) > latest) showMessage(note);
      showMembers(answer, user);
    },
    show(message) {
      const did = events[message.type];
      if (message.type === 'message') showMessage(message);
      if (did && message.user !== user) tell(`${message.user} ${did}`);
      if (user !== undefined) showMembers(message, user);
    },
    drop: ({ text }) => tell(`“${text}” was not sent`),
    leave() {
      user = undefined;
      latest = 0;
    },
  };
}

/** Answers to pings carry who is there, and so does the news of a change. */
function showMembers({ users, activityUsers }: TypedMessage, self: string): void {
  if (!Array.isArray(users) || !Array.isArray(activityUsers)) return;
  const active = new Set<unknown>(activityUsers);
  setText(byId('count'), `${users.length} here · ${active.size} active`);
  byId('members').replaceChildren(
    ...users.map((user) => member(String(user), active.has(user), user === self)),
  );
}

function member(user: string, isActive: boolean, isSelf: boolean): HTMLElement {
  const item = element('li', 'member', isSelf ? `${user} (you)` : user);
  item.dataset.active = String(isActive);
  if (!isActive) item.append(element('span', 'unseen', ', inactive'));
  return item;
}
