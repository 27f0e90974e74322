/** Runs first: what React Native gives to an app and the engine's own shell does not, besides `own.ts` of its tests. */

declare const print: (line: string) => void;

/** Present in React Native from 0.74. */
class Utf8Encoder {
  encode(text: string): Uint8Array {
    return Uint8Array.from(unescape(encodeURIComponent(text)), (letter) => letter.charCodeAt(0));
  }

  encodeInto(text: string, into: Uint8Array): { read: number; written: number } {
    let [read, written] = [0, 0];
    for (const letter of text) {
      const bytes = this.encode(letter);
      if (written + bytes.length > into.length) break;
      into.set(bytes, written);
      read += letter.length;
      written += bytes.length;
    }
    return { read, written };
  }
}

const quiet = () => {};

Object.assign(globalThis, {
  console: { log: print, info: quiet, warn: quiet, error: quiet },
  queueMicrotask: (callback: () => void) => void Promise.resolve().then(callback),
  navigator: { product: 'ReactNative' },
  process: { env: { NODE_ENV: 'production' } },
  TextEncoder: Utf8Encoder,
  // The shell's fire at once, whatever the delay: a patience of 30 s is over before what it waits for.
  setTimeout: () => 0,
});

export {};
