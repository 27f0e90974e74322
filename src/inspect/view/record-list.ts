import type { TimelineRecord } from '../timeline-record.ts';
import { copyText } from './copy.ts';
import { html, setAttribute, setText } from './dom.ts';
import type { Panel } from './panel.ts';
import { recordFilter } from './record-filter.ts';
import { recordRow } from './record-row.ts';
import type { Topic } from './record-words.ts';

/** Most rows in the page; all that the filter lets through can be copied. */
const SHOWN = 200;
/** How long a button says that it has done its work, in ms. */
const DONE = 2_000;

/** The records as a list, the newest first: filtered by topic and by words, halted, and copied as JSON. */
export interface RecordList extends Panel {
  add(record: TimelineRecord): void;
}

/** Makes a list of records on these topics. It keeps as many as `limit`, and tells what it has done through `say`. */
export function recordList(
  topics: readonly Topic[],
  limit: number,
  say: (words: string) => void,
): RecordList {
  let records: TimelineRecord[] = [];
  const rows = new Map<number, HTMLElement>();
  let isHalted = false;
  let lastShown = 0;

  const rowOf = (record: TimelineRecord): HTMLElement => {
    const row = rows.get(record.id) ?? recordRow(record);
    rows.set(record.id, row);
    return row;
  };
  const summary = html('p', { class: 'summary' });
  const list = html('ol', {
    ...{ class: 'records', role: 'list', tabindex: 0, 'aria-label': 'Records, newest first' },
  });

  /** All rows anew: the filter is another. */
  const draw = (): void => {
    const latest = wanted().slice(-SHOWN).reverse();
    list.replaceChildren(...(latest.length > 0 ? latest.map(rowOf) : [nothing()]));
    drawn();
  };
  /** Only what is new, so that a reader's place and selection stay. */
  const append = (): void => {
    const fresh = records.filter((record) => record.id > lastShown && filter.passes(record));
    if (fresh.length > 0) {
      list.querySelector('.nothing')?.remove();
      list.prepend(...fresh.slice(-SHOWN).reverse().map(rowOf));
      while (list.childElementCount > SHOWN) list.lastElementChild?.remove();
    }
    drawn();
  };
  const drawn = (): void => {
    lastShown = records.at(-1)?.id ?? 0;
    const passed = wanted().length;
    const most = passed > SHOWN ? `, the latest ${SHOWN} listed` : '';
    setText(summary, `${passed} of ${records.length}${most}`);
  };
  const filter = recordFilter(topics, (record) => rowOf(record).textContent ?? '', draw);
  const wanted = (): TimelineRecord[] => records.filter(filter.passes);
  const halt = haltButton((halted) => {
    isHalted = halted;
    if (!halted) append();
  });

  const forget = (record: TimelineRecord): void => {
    rows.delete(record.id);
    filter.count(record, -1);
  };
  const replace = (index: number, record: TimelineRecord): void => {
    const row = rows.get(record.id);
    records[index] = record;
    rows.delete(record.id);
    row?.replaceWith(rowOf(record));
  };

  return {
    element: html(
      'section',
      { class: 'panel records-panel', 'aria-labelledby': 'records' },
      html(
        'div',
        { class: 'head' },
        html('h2', { id: 'records' }, 'Record'),
        summary,
        halt,
        copyButton(wanted, say),
      ),
      filter.element,
      list,
    ),
    add(record) {
      const index = records.findLastIndex(({ id }) => id === record.id);
      if (index >= 0) {
        replace(index, record);
        return;
      }
      records.push(record);
      filter.count(record, 1);
      for (const old of records.slice(0, -limit)) forget(old);
      records = records.slice(-limit);
    },
    update(_, isNews) {
      if (isNews && !isHalted) append();
    },
  };
}

const nothing = (): HTMLElement => html('li', { class: 'nothing' }, 'No record matches.');

function haltButton(halted: (is: boolean) => void): HTMLElement {
  const button = html('button', { type: 'button', 'aria-pressed': 'false' }, 'Pause');
  button.addEventListener('click', () => {
    const is = button.getAttribute('aria-pressed') !== 'true';
    setAttribute(button, 'aria-pressed', String(is));
    halted(is);
  });
  return button;
}

function copyButton(wanted: () => readonly TimelineRecord[], say: (words: string) => void): HTMLElement {
  const button = html('button', { type: 'button' }, 'Copy JSON');
  button.addEventListener('click', async () => {
    const chosen = wanted();
    const isDone = await copyText(JSON.stringify(chosen, undefined, 2), button);
    setText(button, isDone ? `${chosen.length} copied` : 'Not copied');
    say(isDone ? `Records copied as JSON: ${chosen.length}.` : 'The browser did not let the page copy.');
    setTimeout(() => setText(button, 'Copy JSON'), DONE);
  });
  return button;
}
