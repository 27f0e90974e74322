import { drawn, setAttribute, setText, svg } from './dom.ts';
import { isStill } from './motion.ts';
import { type ChartEdge, edgesIn, type Picture } from './picture.ts';
import type { Rect } from './rect.ts';
import { type Tone, toneOf } from './words.ts';

/** How long a transition is on its way, in ms; a second one begins when the first has arrived. */
const DURATION = 450;

/** A drawn chart whose states can be lit. */
export interface Chart {
  readonly element: SVGSVGElement;
  readonly frame: Rect;
  readonly edges: readonly ChartEdge[];
  /** What a state means, in the chart's own words. */
  noteOf(path: string): string;
  /** Paths of the states with this tag. */
  withTag(tag: string): readonly string[];
  /** Lights these states, and marks those around them; a number of more than 0 stands in their corner. */
  light(states: ReadonlyMap<string, number>): void;
  /** Marks the transitions that were taken, drawn one after the other unless the reader wants no motion. */
  trace(steps: readonly (readonly ChartEdge[])[]): void;
  /** Where the lit states and the marked transitions' labels are. */
  places(): readonly Rect[];
}

/** Draws a chart. */
export function chart(picture: Picture): Chart {
  const [x, y, width, height] = picture.frame;
  const element = svg('svg', { class: 'chart', role: 'img' }, ...picture.nodes.map(drawn));
  const find = (name: string): Map<string, SVGGraphicsElement> =>
    new Map(
      [...element.querySelectorAll<SVGGraphicsElement>(`[data-${name}]`)].map((found) => [
        found.getAttribute(`data-${name}`) ?? '',
        found,
      ]),
    );
  const [states, edges] = [find('state'), find('edge')];
  const badges = new Map<string, SVGElement>();
  let taken: Element[] = [];

  for (const state of states.values())
    setAttribute(state, 'data-tone', toneOfTag(state.getAttribute('data-tag')));

  const mark = (step: readonly ChartEdge[]): void => {
    for (const { id } of step) {
      const edge = edges.get(id);
      const way = edge?.closest('.way');
      const isSure = step.length === 1 || !way;
      taken.push(...[way, isSure && edge].filter((each) => each instanceof Element));
    }
  };

  return {
    element,
    frame: { x, y, width, height },
    edges: edgesIn(picture),
    noteOf: (path) => states.get(path)?.querySelector('title')?.textContent ?? '',
    withTag: (tag) =>
      [...states].filter(([, state]) => state.getAttribute('data-tag') === tag).map(([path]) => path),
    light(lit) {
      for (const [path, state] of states) {
        const count = lit.get(path);
        setAttribute(state, 'data-lit', count !== undefined);
        const isAround = path !== '' && [...lit.keys()].some((inner) => inner.startsWith(`${path}.`));
        setAttribute(state, 'data-around', isAround);
        showBadge(badges, path, state, count ?? 0);
      }
    },
    trace(steps) {
      for (const each of taken) each.classList.remove('taken');
      taken = [];
      for (const step of steps) mark(step);
      for (const each of taken) each.classList.add('taken');
      if (isStill()) return;
      steps.forEach((step, index) => {
        const [first] = step;
        const edge = first && edges.get(first.id);
        if (edge) draw(edge, index * DURATION);
      });
    },
    places: () =>
      [...element.querySelectorAll<SVGRectElement>('[data-lit] > .box, .way.taken > .card')].map(rectOf),
  };
}

const toneOfTag = (tag: string | null): Tone | undefined =>
  tag === null ? undefined : toneOf(tag as Parameters<typeof toneOf>[0]);

const rectOf = (rect: SVGRectElement): Rect => ({
  x: rect.x.baseVal.value,
  y: rect.y.baseVal.value,
  width: rect.width.baseVal.value,
  height: rect.height.baseVal.value,
});

/** Draws a way once more above itself, from its beginning to its end; a line inside a state shines up. */
function draw(edge: SVGGraphicsElement, delay: number): void {
  const options = { delay, duration: DURATION, easing: 'ease-in-out', fill: 'backwards' } as const;
  const line = edge.closest('.way')?.querySelector('.line');
  if (!line) {
    edge.animate({ opacity: [0.1, 1] }, options);
    return;
  }
  const pulse = svg('path', { class: 'pulse', d: line.getAttribute('d') ?? '', pathLength: 1 });
  line.after(pulse);
  const motion = pulse.animate({ strokeDashoffset: [1, 0] }, options);
  const fade = pulse.animate(
    { opacity: [1, 0] },
    { delay: delay + DURATION, duration: 300, fill: 'forwards' },
  );
  motion.oncancel = () => pulse.remove();
  fade.onfinish = () => pulse.remove();
}

function showBadge(badges: Map<string, SVGElement>, path: string, state: SVGElement, count: number): void {
  const badge = badges.get(path);
  if (count === 0) {
    badge?.remove();
    badges.delete(path);
  } else if (badge) setText(badge.querySelector('text') ?? badge, String(count));
  else {
    const box = state.querySelector<SVGRectElement>('.box');
    if (!box) return;
    const { x, y, width } = rectOf(box);
    const made = svg(
      'g',
      { class: 'badge' },
      svg('circle', { cx: x + width - 4, cy: y + 4, r: 14 }),
      svg('text', { x: x + width - 4, y: y + 9, 'text-anchor': 'middle' }, String(count)),
    );
    badges.set(path, made);
    state.append(made);
  }
}
