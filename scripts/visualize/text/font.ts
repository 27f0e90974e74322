/**
 * Widths of Helvetica, in thousandths of its size, from space to tilde (Adobe's font metrics; Arial and Liberation Sans have
 * the same). Text is set to the width that is reckoned here, so that no machine's fonts move anything.
 */
const REGULAR =
  '278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 ' +
  '1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 ' +
  '333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584';
const BOLD =
  '278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 584 584 584 611 ' +
  '975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556 ' +
  '333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 389 584';

const tables = { regular: REGULAR.split(' ').map(Number), bold: BOLD.split(' ').map(Number) };

/** A word as it is set: everything in a picture that has letters. */
export interface Word {
  readonly text: string;
  readonly size: number;
  readonly weight: 'regular' | 'bold';
  /** Classes that colour it. */
  readonly tone: string;
}

/** The width of a text, in the unit of `size`. Letters outside ASCII are taken to be as wide as an em dash. */
export function widthOf({ text, size, weight }: Omit<Word, 'tone'>): number {
  const widths = [...text].map((letter) => tables[weight][letter.charCodeAt(0) - 32] ?? 1_000);
  return (widths.reduce((sum, width) => sum + width, 0) * size) / 1_000;
}
