import type { Course } from '../measure.ts';
import { PANEL, panel } from './panel.ts';

const COLUMNS = 3;
const MARGIN = 16;
const HEAD = 104;

const STYLE = `
text { font-family: system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; fill: #1f2328; }
.title { font-size: 20px; font-weight: 600; }
.say { font-size: 13px; fill: #57606a; }
.name { font-size: 14px; font-weight: 600; }
.fate { font-size: 11.5px; fill: #1a7f37; }
.bad { fill: #b42318; }
.tick { font-size: 10px; fill: #6e7781; }
.back { fill: #0b62c4; }
.attempts { fill: #9a6700; }
.sheet { fill: #ffffff; }
.down { fill: #d0d7de; opacity: 0.55; }
.area { fill: #e3a23b; opacity: 0.6; }
.line { fill: none; stroke: #0b62c4; stroke-width: 2.4; stroke-linejoin: round; }
.fastest { fill: none; stroke: #57606a; stroke-width: 1; stroke-dasharray: 4 3; }
.base { stroke: #8c959f; stroke-width: 1; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .say, .tick { fill: #9198a1; }
  .fate { fill: #57d364; }
  .bad { fill: #ff8f85; }
  .back { fill: #6cb2ff; }
  .attempts { fill: #e3b341; }
  .sheet { fill: #0d1117; }
  .down { fill: #3d444d; }
  .area { fill: #c98a1b; }
  .line { stroke: #6cb2ff; }
  .fastest { stroke: #9198a1; }
  .base { stroke: #656c76; }
}`;

const LEGEND = [
  '<rect x="16" y="78" width="18" height="12" class="area"/><text x="40" y="89" class="say">attempts per second (left, logarithmic)</text>',
  '<path d="M300,84h22" class="line"/><text x="328" y="89" class="say">clients back (right)</text>',
  '<path d="M466,84h22" class="fastest"/><text x="494" y="89" class="say">as fast as the server can</text>',
  '<rect x="668" y="78" width="18" height="12" class="down"/><text x="692" y="89" class="say">server away (below: seconds from the loss)</text>',
];

/** Draws how fleets come back, one beside the other. Equal courses give equal bytes. */
export function picture(courses: readonly Course[]): string {
  const width = COLUMNS * PANEL.width + 2 * MARGIN;
  const height = HEAD + Math.ceil(courses.length / COLUMNS) * PANEL.height + MARGIN;
  const panels = courses.map((course, index) => {
    const left = MARGIN + (index % COLUMNS) * PANEL.width;
    const top = HEAD + Math.floor(index / COLUMNS) * PANEL.height;
    return `<g transform="translate(${left} ${top})">\n${panel(course)}\n</g>`;
  });
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">`,
    '<title id="title">How a million clients come back to a server that was away for 30 s, by the defaults of their libraries</title>',
    `<style>${STYLE}\n</style>`,
    `<rect width="${width}" height="${height}" class="sheet"/>`,
    `<text x="${MARGIN}" y="32" class="title">A million clients lose their server for 30 seconds</text>`,
    `<text x="${MARGIN}" y="56" class="say">It lets in 5,000 a second when it is back; each attempt that it must refuse costs it a fifth of that work. Every library by its defaults.</text>`,
    ...LEGEND,
    ...panels,
    '</svg>',
  ].join('\n')}\n`;
}
