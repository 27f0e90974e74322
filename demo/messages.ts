/** What the page sends: a text under a number of its own. */
export interface Note {
  readonly type: 'note';
  readonly id: number;
  readonly text: string;
}

/** What the server answers: the note with this number has arrived. */
export interface Receipt {
  readonly type: 'receipt';
  readonly id: number;
}

/** The beat, either way. */
export const PING = { type: 'ping' } as const;
export const PONG = { type: 'pong' } as const;

/** Checks what came in; throws on what is no receipt. */
export function asReceipt(message: unknown): Receipt {
  const { type, id } = (message ?? {}) as Partial<Receipt>;
  if (type !== 'receipt' || typeof id !== 'number') throw new TypeError('This is no receipt.');
  return { type, id };
}

/** Checks what came in; throws on what is no note. */
export function asNote(message: unknown): Note {
  const { type, id, text } = (message ?? {}) as Partial<Note>;
  if (type !== 'note' || typeof id !== 'number' || typeof text !== 'string')
    throw new TypeError('This is no note.');
  return { type, id, text };
}
