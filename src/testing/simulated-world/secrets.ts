/** Part of every credential in a world; nothing that the library says may hold it. */
export const SECRET = 's3cr3t';

const MOST_DEPTH = 6;

/**
 * Says where in an event or error a credential stands, or `undefined`. Follows what is enumerable, and of errors the message
 * and the causes that are the library's own: what an app's provider threw stays the app's. A stack is the message and places.
 */
export function secretIn(value: unknown, path = '', depth = 0): string | undefined {
  if (typeof value === 'string') return value.includes(SECRET) ? path || 'itself' : undefined;
  if (typeof value !== 'object' || value === null || depth > MOST_DEPTH) return undefined;
  for (const key of keysOf(value)) {
    const inner = Reflect.get(value, key);
    if (key === 'cause' && value instanceof Error && !isOurs(inner)) continue;
    const found = secretIn(inner, path ? `${path}.${key}` : key, depth + 1);
    if (found) return found;
  }
  return undefined;
}

function keysOf(value: object): readonly string[] {
  // Asking for a stack makes the engine write it, which costs more than all else.
  if (value instanceof Error) return Object.getOwnPropertyNames(value).filter((key) => key !== 'stack');
  return Object.keys(value);
}

function isOurs(cause: unknown): boolean {
  return cause instanceof Error && String(Reflect.get(cause, 'code')).startsWith('ERR_HEARTWIRE_');
}
