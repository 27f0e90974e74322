import type { TimelineRecord } from '../timeline-record.ts';
import { html } from './dom.ts';
import { detailsOf, recordTone, titleOf } from './record-words.ts';
import { timeOfDay } from './words.ts';

/** One record as a row. */
export function recordRow(record: TimelineRecord): HTMLElement {
  return html(
    'li',
    { class: 'record', 'data-tone': recordTone(record) },
    html('time', { datetime: new Date(record.time).toISOString() }, timeOfDay(record.time)),
    html(
      'p',
      {},
      html('strong', {}, titleOf(record)),
      ...detailsOf(record).flatMap((detail) => [' ', html('span', { class: 'detail' }, detail)]),
    ),
  );
}
