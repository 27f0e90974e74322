import { broken } from './faults.ts';

/** Made when it is needed: React Native has none before 0.85. */
let decoder: TextDecoder | undefined;

/** Invalid UTF-8 becomes U+FFFD, as in Pomelo: the official browser client writes some for emoji. */
function decoded(bytes: Uint8Array): string {
  decoder ??= new TextDecoder('utf-8', { ignoreBOM: true });
  return decoder.decode(bytes);
}

/** Up to here a loop over the bytes is faster than the platform's decoder. */
const SHORT_TEXT = 24;

/** Reads a stretch of bytes from front to back, without a copy; throws `ERR_HEARTWIRE_BAD_FRAME` rather than read past its end. */
export class ByteReader {
  readonly bytes: Uint8Array<ArrayBuffer>;
  at: number;
  readonly end: number;

  constructor(bytes: Uint8Array<ArrayBuffer>, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** Bytes that are left. */
  get left(): number {
    return this.end - this.at;
  }

  /** Passes over so many bytes, and returns where they began. */
  take(count: number): number {
    const from = this.at;
    if (count > this.end - from) throw broken('cut short');
    this.at = from + count;
    return from;
  }

  byte(): number {
    return this.bytes[this.take(1)] as number;
  }

  /** A number of seven bits a byte, the lowest first; at most 2⁵³ − 1, in at most eight bytes. */
  varint(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 56; scale *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80 && value < 2 ** 53) return value;
    }
    throw broken('with too big a number');
  }

  /** UTF-8 of so many bytes. */
  text(length: number): string {
    const { bytes } = this;
    const from = this.take(length);
    let text = '';
    if (length <= SHORT_TEXT) {
      for (let at = from; at < this.at && (bytes[at] as number) < 0x80; at += 1) {
        text += String.fromCharCode(bytes[at] as number);
      }
    }
    return text.length === length ? text : decoded(bytes.subarray(from, this.at));
  }

  /** What is left, as text. */
  rest(): string {
    return this.text(this.left);
  }

  /** What is left, as a view. */
  view(): Uint8Array<ArrayBuffer> {
    const from = this.take(this.left);
    return this.bytes.subarray(from, this.end);
  }

  /** A number of IEEE 754, of four bytes or eight, the lowest first. */
  float(size: 4 | 8): number {
    const { buffer, byteOffset } = this.bytes;
    const view = new DataView(buffer, byteOffset + this.take(size));
    return size === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
  }
}
