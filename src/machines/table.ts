/**
 * One thing to do: the name of an action, or what the chart's structure asks for, which is `start` and `stop` with the name of
 * a delay, `invoke` and `leave` with the id of an actor.
 */
export type Step = string | readonly ['start' | 'stop' | 'invoke' | 'leave', name: string];

/** A transition of one leaf, with all that taking it does, in order. */
export interface Row {
  /** Name of the guard; none holds always. */
  readonly guard?: string;
  /** Index of the leaf that it leads to; without one the leaf stays. */
  readonly target?: number;
  /** Exit actions, innermost first, then the transition's own, then entry actions, outermost first. */
  readonly steps: readonly Step[];
}

export interface Leaf {
  /** Keys of the states from the outermost to the leaf, as `live.open.alive`. */
  readonly path: string;
  readonly tags: readonly string[];
  /** By event, a delay that has passed being `after.NAME`: candidates in the order in which they are asked. */
  readonly on: Readonly<Record<string, readonly Row[]>>;
  /** Candidates that are asked as soon as the leaf is entered, or stays after an event. */
  readonly always: readonly Row[];
}

/** A chart with its nesting worked out: what each event does in each leaf. */
export interface Table {
  readonly id: string;
  /** The path of the state that waits for each delay. */
  readonly delays: Readonly<Record<string, string>>;
  /** How a new actor enters. */
  readonly initial: Row & { readonly target: number };
  readonly leaves: readonly Leaf[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Reads a table as `npm run tables` writes it. First the chart's id, each delay with the state that waits for it, and how an actor
 * enters; then the leaves with their tags, and below each, indented, its rows: an event, or several, or `always`; `?guard`;
 * `>leaf`, where it leads, by as many of its last keys as it takes; then the steps. A step is an action, `+delay` (start),
 * `-delay` (stop), `*actor` (invoke) or `!actor` (leave).
 */
export function tableOf(text: string): Table {
  const [id = '', ...lines] = text.trim().split('\n');
  const paths = lines.map((line) => line.split(' ', 1)[0]).filter((path) => path && /^\w/.test(path));
  const rowOf = (tokens: readonly string[]): Row => {
    const row: Mutable<Row> = { steps: [] };
    const steps: Step[] = [];
    for (const token of tokens) {
      const name = token.slice(1);
      const kind = kinds[token[0] as keyof typeof kinds];
      if (token[0] === '?') row.guard = name;
      else if (token[0] === '>') row.target = paths.findIndex((path) => `.${path}`.endsWith(`.${name}`));
      else steps.push(kind ? [kind, name] : token);
    }
    row.steps = steps;
    return row;
  };
  const delays: Record<string, string> = {};
  const leaves: { path: string; tags: string[]; on: Record<string, Row[]>; always: Row[] }[] = [];
  let initial: Row = { steps: [] };
  for (const line of lines) {
    const [head = '', ...tokens] = line.trim().split(' ');
    // Hermes 0.12 has no at().
    const leaf = leaves[leaves.length - 1];
    if (leaf && line.startsWith(' ')) {
      for (const event of head.split(',')) {
        if (event === 'always') leaf.always.push(rowOf(tokens));
        else leaf.on[event] = [...(leaf.on[event] ?? []), rowOf(tokens)];
      }
    } else if (head.startsWith('+')) delays[head.slice(1)] = tokens[0] ?? '';
    else if (head.startsWith('>')) initial = rowOf([head, ...tokens]);
    else leaves.push({ path: head, tags: tokens, on: {}, always: [] });
  }
  return { id, delays, initial: initial as Table['initial'], leaves };
}

/** Signs of the steps that a chart's structure asks for. */
export const kinds = { '+': 'start', '-': 'stop', '*': 'invoke', '!': 'leave' } as const;
