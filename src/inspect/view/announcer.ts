import { html, setText } from './dom.ts';
import type { Panel } from './panel.ts';
import type { Timeline } from './timeline.ts';
import { causeWords, duration, wordOf } from './words.ts';

/** A status that lasts shorter than this is no news; ms. */
const LASTING = 1_000;

/** Tells a screen reader of statuses that last: no beats, no countdown, and no step on the way to the next. */
export interface Announcer extends Panel {
  /** What the reader has just done. */
  say(words: string): void;
}

/** Makes a live region that is silent while all is well. */
export function announcer(timeline: Timeline): Announcer {
  const element = html('p', { class: 'unseen', role: 'status' });
  let told: string | undefined;
  return {
    element,
    say: (words) => setText(element, words),
    update(now) {
      const { current } = timeline.statuses;
      if (!current || now - current.from < LASTING) return;
      const status = current.status === 'awaiting-pong' ? 'open' : current.status;
      if (status === told) return;
      told = status;
      setText(element, sentence(timeline, wordOf(status)));
    },
  };
}

function sentence({ deadline, lost, latest }: Timeline, word: string): string {
  const isDown = latest?.to === 'backoff' || latest?.to === 'failed';
  const why = isDown && lost?.cause ? ` ${causeWords(lost.cause)}` : '';
  const next =
    latest?.to === 'backoff' && deadline ? ` Next attempt after ${duration(deadline.length)}.` : '';
  return `${word}.${why}${next}`;
}
