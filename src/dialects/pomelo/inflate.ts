import { broken } from './faults.ts';

/** Inflates zlib data (RFC 1950) or gzip (RFC 1952), told by its first byte; rejects where it is neither, or more than `limit` bytes. */
export async function inflated(
  data: Uint8Array<ArrayBuffer>,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const format = data[0] === 0x1f ? 'gzip' : 'deflate';
  const reader = new Blob([data]).stream().pipeThrough(new DecompressionStream(format)).getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    for (let part = await reader.read(); part.value; part = await reader.read()) {
      length += part.value.length;
      if (length > limit) throw broken(`that inflates to over ${limit} bytes`);
      chunks.push(part.value);
    }
  } finally {
    // What comes of a stream that nobody reads on is of no interest.
    reader.cancel().catch(() => {});
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** Whether a text was deflated instead: Pitaya does so with its handshake, and says nothing of it. JSON begins with neither byte. */
export const looksDeflated = (first: number | undefined): boolean => first === 0x78 || first === 0x1f;
