const encoder = new TextEncoder();

/** Up to here a loop over the characters is faster than the platform's encoder. */
const SHORT_TEXT = 48;
/** Messages share buffers of this size, one behind the other: a buffer each costs more than all the rest. */
const POOL_BYTES = 8_192;

/** Writes bytes from front to back into a buffer that grows. */
export class ByteWriter {
  #bytes = new Uint8Array(POOL_BYTES);
  /** Where what is written now begins; what stands before is somebody's. */
  #start = 0;
  #at = 0;

  /** How much is written. */
  get length(): number {
    return this.#at - this.#start;
  }

  byte(value: number): void {
    if (this.#at === this.#bytes.length) this.#reserve(1);
    this.#bytes[this.#at] = value;
    this.#at += 1;
  }

  /** A number of seven bits a byte, the lowest first; whole, from 0 to 2⁵³ − 1. */
  varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) + 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  text(text: string): void {
    const { length } = text;
    this.#reserve(length * 3);
    const bytes = this.#bytes;
    const at = this.#at;
    let index = 0;
    if (length <= SHORT_TEXT) {
      for (let code = 0; index < length; index += 1) {
        code = text.charCodeAt(index);
        if (code > 0x7f) break;
        bytes[at + index] = code;
      }
    }
    this.#at += index === length ? length : encoder.encodeInto(text, bytes.subarray(at)).written;
  }

  /** A number of IEEE 754, in four bytes or eight, the lowest first. */
  float(value: number, size: 4 | 8): void {
    this.#reserve(size);
    const view = new DataView(this.#bytes.buffer, this.#at);
    if (size === 4) view.setFloat32(0, value, true);
    else view.setFloat64(0, value, true);
    this.#at += size;
  }

  /** Writes what `write` writes, behind its length. */
  prefixed(write: (writer: ByteWriter) => void): void {
    const bytes = written(write);
    this.varint(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** Overwrites a byte of what is written. */
  byteAt(at: number, value: number): void {
    this.#bytes[this.#start + at] = value;
  }

  /** Begins anew, behind what was taken. */
  begin(): void {
    this.#at = this.#start;
  }

  /** Hands over what is written: nobody writes there again. */
  taken(): Uint8Array<ArrayBuffer> {
    const from = this.#start;
    this.#start = this.#at;
    return this.#bytes.subarray(from, this.#at);
  }

  #reserve(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const soFar = this.#bytes.subarray(this.#start, this.#at);
    this.#bytes = new Uint8Array(Math.max(POOL_BYTES, 2 * (soFar.length + count)));
    this.#bytes.set(soFar);
    this.#at = soFar.length;
    this.#start = 0;
  }
}

let spare: ByteWriter | undefined;

/** Returns the bytes that `write` writes. One writer serves all calls; one within another gets its own. */
export function written(write: (writer: ByteWriter) => void): Uint8Array<ArrayBuffer> {
  const writer = spare ?? new ByteWriter();
  spare = undefined;
  writer.begin();
  write(writer);
  spare = writer;
  return writer.taken();
}
