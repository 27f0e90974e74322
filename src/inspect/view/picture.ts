/** An SVG element as data: its name, its attributes, and what is in it. */
export type PictureNode = readonly [
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...content: (string | PictureNode)[],
];

/** A chart as `npm run visualize` draws it: data, since markup is what strict pages refuse (CSP, Trusted Types). */
export interface Picture {
  /** x, y, width and height of all that is drawn. */
  readonly frame: readonly [x: number, y: number, width: number, height: number];
  readonly style: string;
  readonly nodes: readonly PictureNode[];
}

/** A transition as its picture names it. */
export interface ChartEdge {
  /** As in `edgesOf()` of `heartwire/testing`, and in `data-edge`. */
  readonly id: string;
  /** Path of the state it leaves; '' of the machine. */
  readonly source: string;
  readonly kind: 'event' | 'delay' | 'always';
  /** The event, or the delay's name; '' of one that needs none. */
  readonly event: string;
  /** Path of the state it enters; `undefined` where nothing is left. */
  readonly target: string | undefined;
}

const EDGE = /^(.*?): (after |always)?(.*?)(?: \[.*?\])?(?: → (.*))?$/;

/** Every transition in a picture, in its order. */
export function edgesIn(picture: Picture): ChartEdge[] {
  const paths = new Set<string>();
  const ids: string[] = [];
  const walk = ([, attributes, ...content]: PictureNode): void => {
    if (attributes['data-state'] !== undefined) paths.add(attributes['data-state']);
    if (attributes['data-edge'] !== undefined) ids.push(attributes['data-edge']);
    for (const inner of content) if (typeof inner !== 'string') walk(inner);
  };
  picture.nodes.forEach(walk);
  return ids.map((id) => edgeOf(id, paths));
}

function edgeOf(id: string, paths: ReadonlySet<string>): ChartEdge {
  const [, source = '', how, event = '', target] = EDGE.exec(id) ?? [];
  const kind = how === undefined ? 'event' : how === 'always' ? 'always' : 'delay';
  // What holds in any state bears the machine's name.
  return { id, source: paths.has(source) ? source : '', kind, event: event.trim(), target };
}
