import type { PictureNode } from '../../src/inspect/view/picture.ts';

type Open = [name: string, attributes: Record<string, string>, ...content: (string | PictureNode)[]];

const TOKEN = /<(\/?)([\w-]+)((?:\s+[\w-]+="[^"]*")*)\s*(\/?)>|([^<]+)/g;
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** Reads an SVG as `npm run visualize` writes it: no comments, no CDATA, four entities. Throws where elements do not close. */
export function elementsOf(svg: string): PictureNode[] {
  const root: Open = ['', {}];
  const open = [root];
  for (const [token, isEnd, name = '', attributes = '', isEmpty, text] of svg.matchAll(TOKEN)) {
    const parent = open.at(-1);
    if (!parent) throw new Error(`nothing is open before ${token}`);
    if (text !== undefined) {
      if (text.trim() !== '') parent.push(plain(text));
    } else if (isEnd) {
      if (parent[0] !== name) throw new Error(`${parent[0]} is open before ${token}`);
      open.pop();
    } else {
      const element: Open = [name, attributesOf(attributes)];
      parent.push(element);
      if (!isEmpty) open.push(element);
    }
  }
  if (open.length !== 1) throw new Error(`${open.at(-1)?.[0]} is never closed`);
  return root.slice(2) as PictureNode[];
}

const attributesOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, plain(value)]),
  );

const plain = (text: string): string => text.replace(/&(\w+);/g, (whole, name) => entities[name] ?? whole);
