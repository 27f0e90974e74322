/** Bytes as docs write them: hex, and text in quotes or braces, `04 01 "connector.h.echo" {"a":1}`. */
export function bytes(written: string): Uint8Array<ArrayBuffer> {
  const parts = written.match(/"[^"]*"(?=\s|$)|\{.*?\}(?=\s\d|$)|[\da-f]+/g) ?? [];
  return Uint8Array.from(parts.flatMap((part) => [...(/^[\da-f]/.test(part) ? unhex(part) : text(part))]));
}

/** The same, as a socket hands it over. */
export const frame = (written: string): ArrayBuffer => bytes(written).buffer;

/** A view as hex, to compare. */
export function hex(data: unknown): string {
  if (!(data instanceof Uint8Array) && !(data instanceof ArrayBuffer)) return `no bytes: ${typeof data}`;
  return Buffer.from(data as Uint8Array).toString('hex');
}

const unhex = (digits: string) =>
  Uint8Array.from(digits.match(/../g) ?? [], (two) => Number.parseInt(two, 16));

const text = (part: string) => new TextEncoder().encode(part.startsWith('"') ? part.slice(1, -1) : part);

/** A package as a frame of its own. */
export function packaged(type: number, body: string | Uint8Array = ''): ArrayBuffer {
  const content = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const { length } = content;
  return Uint8Array.of(type, length >> 16, (length >> 8) & 0xff, length & 0xff, ...content).buffer;
}
