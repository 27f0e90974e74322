import { TEXT_SIZE } from '../text/block.ts';
import { type Word, widthOf } from '../text/font.ts';
import { arrow } from './lines.ts';
import { element, iconAt, wordAt } from './markup.ts';

const said = (text: string): Word => ({ text, size: TEXT_SIZE, weight: 'regular', tone: 'said' });

interface Entry {
  readonly width: number;
  readonly sample: (x: number, y: number) => string;
  readonly words: Word;
}

const line = (kind: string, words: string): Entry => ({
  width: 34,
  sample: (x, y) =>
    element(
      'g',
      { class: kind },
      arrow([
        { x, y: y - 4 },
        { x: x + 32, y: y - 4 },
      ]),
    ),
  words: said(words),
});

const icon = (name: 'anew' | 'stays', words: string): Entry => ({
  width: 14,
  sample: (x, y) => iconAt(name, { x, y }),
  words: said(words),
});

const code = (text: string, tone: string, words: string): Entry => {
  const word: Word = { text, size: TEXT_SIZE, weight: 'regular', tone };
  return { width: widthOf(word) + 4, sample: (x, y) => wordAt(word, { x, y }), words: said(words) };
};

const entries: readonly Entry[] = [
  line('event', 'on an event'),
  line('delay', 'after a delay'),
  line('always', 'at once'),
  icon('anew', 'enters anew'),
  icon('stays', 'stays'),
  code('[guard]', 'ask', 'if it holds'),
  code('/ action', 'act', 'is done'),
  code('#tag', 'tag', 'status'),
];

const GAP = 18;

/** What the signs of a picture mean, in lines of at most `width`. `height` is what it takes. */
export function legend(
  width: number,
  left: number,
  top: number,
): { readonly markup: string; readonly height: number } {
  const rowHeight = 20;
  let [x, y] = [left, top + rowHeight];
  const pieces = entries.map(({ width: sampleWidth, sample, words }) => {
    const whole = sampleWidth + 4 + widthOf(words);
    if (x > left && x + whole > left + width) [x, y] = [left, y + rowHeight];
    const piece = sample(x, y) + wordAt(words, { x: x + sampleWidth + 4, y });
    x += whole + GAP;
    return piece;
  });
  return { markup: element('g', { class: 'legend', 'aria-hidden': 'true' }, ...pieces), height: y - top + 4 };
}
