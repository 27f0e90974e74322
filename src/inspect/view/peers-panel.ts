import { html, setAttribute, setText } from './dom.ts';
import type { Panel } from './panel.ts';
import type { BookedPeer } from './peer-book.ts';
import type { RecordSource, ShownPeer } from './source.ts';
import type { Timeline } from './timeline.ts';
import { causeWords, duration, toneOf, wordOf } from './words.ts';

const PACE = 1_000;
/** Most rows. */
const SHOWN = 100;

/** How a server stands: how many peers it has, and what became of the others. */
export function serverHeadline({ peers }: Timeline): Panel {
  const word = html('strong', { class: 'word', part: 'status' });
  const figures = [
    { name: 'Came', value: () => peers.came },
    { name: 'Lost', value: () => peers.lost },
    { name: 'Refused', value: () => peers.refused },
  ].map(({ name, value }) => ({ name, value, shown: html('dd') }));
  const element = html(
    'header',
    { class: 'headline' },
    html('span', { class: 'lamp', 'aria-hidden': 'true' }),
    html(
      'p',
      { class: 'words' },
      word,
      html('span', { class: 'note' }, 'Clients that this server holds now.'),
    ),
    html(
      'dl',
      { class: 'figures' },
      ...figures.map(({ name, shown }) => html('div', {}, html('dt', {}, name), shown)),
    ),
  );
  return {
    element,
    update() {
      setAttribute(element, 'data-tone', peers.present > 0 ? 'good' : 'still');
      setText(word, peers.present === 1 ? '1 peer' : `${peers.present} peers`);
      for (const { shown, value } of figures) setText(shown, String(value()));
    },
  };
}

/** The peers of a server: who is there, and who went and why. */
export function peersPanel({ peers }: Timeline, source: RecordSource): Panel {
  const body = html('tbody');
  const head = ['Peer', 'Status', 'Here for', 'Round trip'].map((name) => html('th', { scope: 'col' }, name));
  // By peer, not by id: a server that was started anew counts from 1 again.
  const rows = new Map<BookedPeer, ReturnType<typeof peerRow>>();
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    element: html(
      'section',
      { class: 'panel peers-panel', 'aria-labelledby': 'peers' },
      html('div', { class: 'head' }, html('h2', { id: 'peers' }, 'Peers')),
      html(
        'div',
        { class: 'scroll', tabindex: 0, role: 'region', 'aria-labelledby': 'peers' },
        html('table', {}, html('thead', {}, html('tr', {}, ...head)), body),
      ),
    ),
    update(now, isNews) {
      if (!isNews && Math.abs(now - drawnAt) < PACE) return;
      drawnAt = now;
      const live = new Map([...(source.peers ?? [])].map((peer) => [peer.id, peer]));
      const shown = peers.peers.slice(0, SHOWN);
      for (const peer of rows.keys()) if (!shown.includes(peer)) rows.delete(peer);
      const elements = shown.map((peer) => {
        const row = rows.get(peer) ?? peerRow();
        rows.set(peer, row);
        row.update(peer, peer.to === undefined ? live.get(peer.id) : undefined, now);
        return row.element;
      });
      const { children } = body;
      const isSame =
        children.length === elements.length && elements.every((row, index) => row === children[index]);
      if (!isSame) body.replaceChildren(...elements);
    },
  };
}

function peerRow() {
  const [id, status, time, trip] = [html('th', { scope: 'row' }), html('td'), html('td'), html('td')];
  const element = html('tr', {}, id, status, time, trip);
  return {
    element,
    update(
      { id: number, from, to, cause, closeCode, roundTrip }: BookedPeer,
      live: ShownPeer | undefined,
      now: number,
    ) {
      const name = to === undefined ? (live?.status ?? 'alive') : 'gone';
      const code = closeCode === undefined ? '' : ` (${closeCode})`;
      const latency = live?.latency ?? roundTrip;
      setAttribute(element, 'data-tone', toneOf(name));
      setText(id, String(number));
      setText(status, cause === undefined ? wordOf(name) : `${wordOf(name)}: ${causeWords(cause)}${code}`);
      setText(time, from === undefined ? '–' : duration((to ?? now) - from));
      setText(trip, latency === undefined ? '–' : duration(latency));
    },
  };
}
