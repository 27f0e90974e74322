import { jsonModeHeartbeat } from 'heartwire/presets';
import { ref } from 'vue';
import { useConnection } from './use-connection.ts';

/** What the page says, and the server says back. */
export interface Note {
  readonly id: number;
  readonly text: string;
}

interface Line extends Note {
  readonly isMine: boolean;
  fate: string;
}

const fates = { sent: 'sent', queued: 'waits for the link', refused: 'refused' } as const;

/** The page's state: its connection, and what was said. */
export function useEcho() {
  const { connection, ...state } = useConnection({ url: '/ws', ...jsonModeHeartbeat({ decode: asNote }) });
  const lines = ref<Line[]>([]);
  let lastId = 0;

  const mine = (id: number) => lines.value.find((line) => line.isMine && line.id === id);

  connection.on('message', (note) => {
    const asked = mine(note.id);
    if (asked) asked.fate = 'came back';
    lines.value.push({ ...note, isMine: false, fate: '' });
  });
  connection.on('lost', ({ wasOpen }) => {
    for (const line of lines.value) {
      if (wasOpen && line.fate === 'sent') line.fate = 'no answer: the link was lost';
    }
  });
  connection.on('drop', ({ message, reason }) => {
    const dropped = mine((message as Note).id);
    if (dropped) dropped.fate = `not sent: ${reason}`;
  });

  return {
    ...state,
    lines,
    reconnect: () => connection.reconnect(),
    send(text: string) {
      lastId += 1;
      const note: Note = { id: lastId, text };
      lines.value.push({ ...note, isMine: true, fate: fates[connection.send(note)] });
    },
  };
}

/** Checks what came: an error makes it a bad frame. */
function asNote(value: unknown): Note {
  const { id, text } = Object(value);
  if (typeof id === 'number' && typeof text === 'string') return { id, text };
  throw new TypeError('not a note');
}
