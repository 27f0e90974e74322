import type { TimelineRecord } from '../timeline-record.ts';
import { html, setAttribute, setText } from './dom.ts';
import { type Topic, topicOf } from './record-words.ts';

/** Says which records a reader wants to see: by topic, and by words in the record or in what is shown of it. */
export interface RecordFilter {
  readonly element: HTMLElement;
  passes(record: TimelineRecord): boolean;
  /** Takes a record into the number beside its topic, or out of it. */
  count(record: TimelineRecord, by: 1 | -1): void;
}

/** Makes a filter on these topics, without healthy beats at first. `textOf` gives the words of a record; `changed` hears of each change. */
export function recordFilter(
  topics: readonly Topic[],
  textOf: (record: TimelineRecord) => string,
  changed: () => void,
): RecordFilter {
  const hidden = new Set<Topic>(['Beats']);
  const counts = new Map<Topic, number>();
  const search = html('input', {
    type: 'search',
    placeholder: 'Filter',
    'aria-label': 'Filter records',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  search.addEventListener('input', changed);

  const toggle = (topic: Topic) => {
    const shown = html('span', { class: 'count' }, '0');
    const isPressed = (): string => String(!hidden.has(topic));
    const button = html('button', { type: 'button', 'aria-pressed': isPressed() }, topic, ' ', shown);
    button.addEventListener('click', () => {
      if (!hidden.delete(topic)) hidden.add(topic);
      setAttribute(button, 'aria-pressed', isPressed());
      changed();
    });
    return [topic, { button, shown }] as const;
  };
  const toggles = new Map(topics.map(toggle));

  return {
    element: html(
      'div',
      { class: 'filters', role: 'group', 'aria-label': 'Shown records' },
      search,
      ...[...toggles.values()].map(({ button }) => button),
    ),
    passes(record) {
      if (hidden.has(topicOf(record))) return false;
      const words = search.value.trim().toLowerCase();
      return words === '' || `${JSON.stringify(record)} ${textOf(record)}`.toLowerCase().includes(words);
    },
    count(record, by) {
      const topic = topicOf(record);
      const count = (counts.get(topic) ?? 0) + by;
      counts.set(topic, count);
      const toggled = toggles.get(topic);
      if (toggled) setText(toggled.shown, String(count));
    },
  };
}
