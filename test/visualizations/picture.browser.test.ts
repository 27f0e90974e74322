/// <reference types="vite/client" />
import { afterEach, describe, expect, test } from 'vitest';
import connection from '../../visualizations/connection.svg?raw';
import peer from '../../visualizations/peer.svg?raw';

afterEach(() => document.body.replaceChildren());

/** Puts a picture into the page, as a page does that has it inline. */
function shown(svg: string): SVGSVGElement {
  document.body.innerHTML = svg;
  return document.querySelector('svg.chart') as SVGSVGElement;
}

describe.each([
  ['connection', connection],
  ['peer', peer],
])('the picture of the %s, as Chromium draws it with the fonts at hand,', (_, svg) => {
  test('has every text as wide as it was reckoned', () => {
    const texts = [...shown(svg).querySelectorAll('text')];
    const off = texts.filter((text) => {
      const wanted = Number(text.getAttribute('textLength'));
      return Math.abs(text.getBBox().width - wanted) > 1.5;
    });
    expect(texts.length).toBeGreaterThan(50);
    expect(off.map(({ textContent }) => textContent)).toEqual([]);
  });

  test('has every text inside its frame', () => {
    const frames = shown(svg).querySelectorAll('.box, .card');
    const outside = [...frames].flatMap((frame) => {
      const { left, right, top, bottom } = frame.getBoundingClientRect();
      return [...(frame.parentElement?.querySelectorAll('text') ?? [])].filter((text) => {
        const box = text.getBoundingClientRect();
        return box.left < left || box.right > right || box.top < top - 1 || box.bottom > bottom + 1;
      });
    });
    expect(outside.map(({ textContent }) => textContent)).toEqual([]);
  });

  test('finds a state by its path, and by an edge the line that stands for it', () => {
    const chart = shown(svg);
    const edges = [...chart.querySelectorAll('[data-edge]')];
    const homeless = edges.filter((edge) => {
      const home = edge.closest('[data-way], [data-state]');
      return !home?.querySelector(home.hasAttribute('data-way') ? 'path.line' : 'rect.box');
    });
    expect(homeless).toEqual([]);
    const paths = [...chart.querySelectorAll('[data-way]')].flatMap((way) => [
      way.getAttribute('data-from') ?? '',
      way.getAttribute('data-to') ?? '',
    ]);
    expect(paths.filter((path) => !chart.querySelector(`[data-state="${path}"]`))).toEqual([]);
  });

  test('keeps its style to itself', () => {
    shown(`<p>text</p><svg id="other"><text>text</text></svg>${svg}`);
    const other = getComputedStyle(document.querySelector('#other text') as Element);
    const own = getComputedStyle(document.querySelector('.chart text') as Element);
    expect([other.fontSize, own.fontSize]).toEqual(['16px', '20px']);
  });
});
