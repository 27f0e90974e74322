/** An element of a picture, as a reader of the file finds it. */
export interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Node[];
  /** The text directly in it. */
  readonly text: string;
}

const TOKEN = /<(\/?)([\w-]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>|([^<]+)/g;

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

interface Open {
  name: string;
  attributes: Record<string, string>;
  children: Node[];
  text: string;
}

/** Reads the XML of a picture: elements, quoted attributes and text, and nothing else. Throws where a tag is not closed. */
export function parsed(svg: string): Node {
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const stack = [root];
  const top = (): Open => stack.at(-1) ?? root;
  let end = 0;
  for (const { 0: token, 1: closes, 2: name = '', 3: rest = '', 4: isEmpty, 5: text, index } of svg.matchAll(
    TOKEN,
  )) {
    if (index !== end) throw new Error(`cannot read ${svg.slice(end, index)}`);
    end = index + token.length;
    if (text !== undefined) top().text += unescaped(text);
    else if (closes) {
      const closed = stack.pop();
      if (closed?.name !== name) throw new Error(`</${name}> closes <${closed?.name}>`);
    } else {
      const pairs = [...rest.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [
        key,
        unescaped(value),
      ]);
      const node: Open = { name, attributes: Object.fromEntries(pairs), children: [], text: '' };
      top().children.push(node);
      if (!isEmpty) stack.push(node);
    }
  }
  const [svgNode] = root.children;
  if (end !== svg.length || stack.length !== 1 || !svgNode)
    throw new Error('the picture ends within an element');
  return svgNode;
}

/** Every element below `node` that `is`, in the order of the file, beside its ancestors below `node`. */
export function find(node: Node, is: (node: Node) => boolean): readonly Node[] {
  return node.children.flatMap((child) => [...(is(child) ? [child] : []), ...find(child, is)]);
}

export const hasClass =
  (name: string) =>
  ({ attributes }: Node): boolean =>
    (attributes.class ?? '').split(' ').includes(name);

export const named =
  (name: string) =>
  (node: Node): boolean =>
    node.name === name;
