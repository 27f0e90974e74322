import { html, setAttribute, setText } from './dom.ts';
import type { Panel } from './panel.ts';
import type { Share } from './status-times.ts';
import type { Timeline } from './timeline.ts';
import { duration, toneOf, wordOf } from './words.ts';

/** How often times are drawn while nothing happens, in ms. */
const PACE = 1_000;

/** The time spent in each status. */
export function sharesPanel({ statuses }: Timeline): Panel {
  const rows = new Map<string, ReturnType<typeof shareRow>>();
  const list = html('ol', { class: 'shares', role: 'list' });
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    element: html(
      'section',
      { class: 'panel', 'aria-labelledby': 'shares' },
      html('h2', { id: 'shares' }, 'Time in each state'),
      list,
    ),
    update(now, isNews) {
      if (!isNews && Math.abs(now - drawnAt) < PACE) return;
      drawnAt = now;
      const shares = statuses.shares(now);
      for (const share of shares) {
        const row = rows.get(share.status) ?? shareRow(share);
        if (!rows.has(share.status)) {
          rows.set(share.status, row);
          list.replaceChildren(...shares.flatMap(({ status }) => rows.get(status)?.element ?? []));
        }
        row.update(share, share.status === statuses.current?.status);
      }
    },
  };
}

function shareRow({ status }: Share) {
  const bar = html('span', { class: 'share', 'aria-hidden': 'true' });
  const time = html('span', { class: 'share-time' });
  const part = html('span', { class: 'share-part' });
  const name = html('span', { class: 'share-name' }, wordOf(status));
  const element = html('li', { 'data-tone': toneOf(status) }, name, bar, time, part);
  return {
    element,
    update(share: Share, isCurrent: boolean): void {
      setAttribute(element, 'aria-current', isCurrent ? 'true' : undefined);
      bar.style.setProperty('--part', String(share.share));
      setText(time, duration(share.time));
      const percent = share.share * 100;
      setText(part, `${percent > 0 && percent < 1 ? '< 1' : Math.round(percent)} % · ${share.times}×`);
    },
  };
}
