import type { TimelineRecord } from '../timeline-record.ts';
import { announcer } from './announcer.ts';
import { chart } from './chart.ts';
import { connectionChart, peersChart } from './chart-panel.ts';
import { html } from './dom.ts';
import { headline } from './headline.ts';
import type { Panel } from './panel.ts';
import { peersPanel, serverHeadline } from './peers-panel.ts';
import { connectionPicture } from './pictures/connection.ts';
import { peerPicture } from './pictures/peer.ts';
import { type RecordList, recordList } from './record-list.ts';
import { SERVER_TOPICS, TOPICS } from './record-words.ts';
import { sharesPanel } from './shares-panel.ts';
import type { RecordSource } from './source.ts';
import { sheetOf } from './style.ts';
import { type Timeline, timeline } from './timeline.ts';
import { tripsPanel } from './trips-panel.ts';

/** How often countdowns are drawn, in ms. */
const TICK = 100;
/** As many records as a recorder holds by default. */
const LIMIT = 1_000;

/** Shows the records of `name` in a shadow root until the returned function is called: the first name there is, where none is given. */
export function show(root: ShadowRoot, source: RecordSource, name: string | undefined): () => void {
  const told = timeline();
  const live = announcer(told);
  const stage = html('div', { class: 'view' });
  const now = (): number => source.now?.() ?? Date.now();
  let shownName = name;
  let list: RecordList | undefined;
  let panels: readonly Panel[] = [];
  let frame = 0;
  let isNews = false;

  const read = (record: TimelineRecord): void => {
    shownName ??= record.name;
    if (record.name !== shownName) return;
    told.add(record);
    list ??= recordList(told.about === 'server' ? SERVER_TOPICS : TOPICS, LIMIT, live.say);
    list.add(record);
    isNews = true;
    frame ||= requestAnimationFrame(draw);
  };
  const build = (list: RecordList): void => {
    const [style, ...made] = told.about === 'server' ? serverPanels(told, source) : connectionPanels(told);
    panels = [...made, list, live];
    root.adoptedStyleSheets = [sheetOf(style)];
    stage.replaceChildren(...panels.map(({ element }) => element));
  };
  const draw = (): void => {
    frame = 0;
    if (list && panels.length === 0) build(list);
    const news = isNews;
    isNews = false;
    const time = now();
    for (const panel of panels) panel.update(time, news);
  };

  root.replaceChildren(stage);
  stage.append(html('p', { class: 'empty' }, 'Nothing is recorded yet.'));
  for (const record of source.records) read(record);
  const unsubscribe = source.subscribe(read);
  const timer = setInterval(() => {
    frame ||= requestAnimationFrame(draw);
  }, TICK);

  return () => {
    unsubscribe();
    clearInterval(timer);
    cancelAnimationFrame(frame);
    for (const panel of panels) panel.end?.();
    root.replaceChildren();
  };
}

function connectionPanels(told: Timeline): [style: string, ...Panel[]] {
  const picture = connectionPicture();
  const drawing = chart(picture);
  return [
    picture.style,
    headline(told, drawing.noteOf),
    connectionChart(drawing, told),
    tripsPanel(told),
    sharesPanel(told),
  ];
}

function serverPanels(told: Timeline, source: RecordSource): [style: string, ...Panel[]] {
  const picture = peerPicture();
  return [
    picture.style,
    serverHeadline(told),
    peersChart(chart(picture), told, source),
    peersPanel(told, source),
  ];
}
