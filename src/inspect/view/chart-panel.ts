import { camera } from './camera.ts';
import type { Chart } from './chart.ts';
import { html, setAttribute, setText } from './dom.ts';
import { edgesTaken } from './edges-taken.ts';
import { onResize } from './on-resize.ts';
import type { Panel } from './panel.ts';
import { unionOf } from './rect.ts';
import type { RecordSource } from './source.ts';
import type { Timeline } from './timeline.ts';

/** Narrower than this, in CSS pixels, the whole of a chart is illegible. */
const NARROW = 560;

/** What a chart panel is fed with. */
interface Feed {
  /** What is lit now. */
  lit(): ReadonlyMap<string, number>;
  /** In words, for who does not see it. */
  words(): string;
}

/** The chart, with a button that has it follow what happens, close up. */
function chartPanel(chart: Chart, name: string, { lit, words }: Feed): Panel & { follow(): void } {
  const follow = html('button', { type: 'button', 'aria-pressed': 'false' }, 'Follow');
  const path = html('code', { class: 'path' });
  const stage = html('div', { class: 'stage' }, chart.element);
  const view = camera(chart.element, chart.frame);
  // As high as the whole, close up too, so that nothing around it moves.
  stage.style.aspectRatio = `${chart.frame.width} / ${chart.frame.height}`;
  let chosen: boolean | undefined;
  let shown = '';

  const isFollowing = (): boolean => chosen ?? stage.clientWidth < NARROW;
  const look = (): void => {
    setAttribute(follow, 'aria-pressed', String(isFollowing()));
    setAttribute(stage, 'data-following', isFollowing());
    view.look(isFollowing() ? unionOf(chart.places()) : undefined);
  };
  follow.addEventListener('click', () => {
    chosen = !isFollowing();
    look();
  });
  const unwatch = onResize(stage, look);

  return {
    element: html(
      'section',
      { class: 'panel chart-panel', 'aria-labelledby': 'chart' },
      html('div', { class: 'head' }, html('h2', { id: 'chart' }, name), path, follow),
      stage,
    ),
    follow: look,
    update() {
      const states = lit();
      const now = [...states].join();
      if (now === shown) return;
      shown = now;
      chart.light(states);
      setText(path, words());
      setAttribute(chart.element, 'aria-label', `Statechart. Active: ${words()}`);
      look();
    },
    end() {
      unwatch();
      view.end();
    },
  };
}

/** The chart of a connection: one state is lit, and the last transition is marked. */
export function connectionChart(chart: Chart, timeline: Timeline): Panel {
  let latest: Timeline['latest'];
  const panel = chartPanel(chart, 'Statechart', {
    lit: () => new Map(timeline.latest?.state === undefined ? [] : [[timeline.latest.state, 0]]),
    words: () => timeline.latest?.state ?? '',
  });
  return {
    ...panel,
    update(now, isNews) {
      panel.update(now, isNews);
      const before = latest;
      latest = timeline.latest;
      if (!latest || latest === before) return;
      const { event, state } = latest;
      const from = timeline.previous?.state;
      if (event === undefined || from === undefined || state === undefined) return chart.trace([]);
      const steps = edgesTaken(chart.edges, from, event, state);
      // What changes nothing leaves the mark where it is.
      if (steps.length === 0) return;
      chart.trace(steps);
      panel.follow();
    },
  };
}

/** The chart of a server's peers: every state shows how many are in it, where somebody can say. */
export function peersChart(chart: Chart, timeline: Timeline, source: RecordSource): Panel {
  const lit = (): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    const add = (tag: string, count: number): void => {
      const [path] = chart.withTag(tag);
      if (path !== undefined && count > 0) counts.set(path, (counts.get(path) ?? 0) + count);
    };
    if (source.peers) for (const { status } of source.peers) add(status, 1);
    else add('alive', timeline.peers.present);
    return counts;
  };
  return chartPanel(chart, 'Peers in each state', {
    lit,
    words: () =>
      [...lit()].map(([path, count]) => `${count} ${path.replace(/^.*\./, '')}`).join(', ') || 'none',
  });
}
