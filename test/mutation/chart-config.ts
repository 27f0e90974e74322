/** A transition as the mutators see it: every shorthand written out. */
export interface Transition {
  target?: string;
  guard?: string;
  actions: string[];
  reenter?: boolean;
}

/** A state as the mutators see it: every shorthand written out, absent lists empty. */
export interface State {
  id?: string;
  initial?: string;
  tags: string[];
  entry: string[];
  exit: string[];
  invoke?: object;
  on: Record<string, Transition[]>;
  after: Record<string, Transition[]>;
  always: Transition[];
  states: Record<string, State>;
}

const listOf = <T>(value: T | readonly T[] | undefined): T[] =>
  value === undefined ? [] : ([value].flat() as T[]);

const transitionOf = (raw: unknown): Transition => {
  const written = typeof raw === 'string' ? { target: raw } : (raw as Partial<Transition>);
  return { ...written, actions: listOf(written.actions) };
};

const transitionsOf = (raw: unknown): Transition[] => listOf(raw).map(transitionOf);

const mapped = <A, B>(record: object | undefined, map: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record ?? {}).map(([key, value]) => [key, map(value as A)]));

/**
 * Copies a machine's config with all shorthands written out: two places that share an object in the source can be changed
 * apart, and `createMachine` makes the same machine of it.
 */
export function writtenOut(config: object): State {
  const raw = config as Partial<State>;
  return {
    ...raw,
    tags: listOf(raw.tags),
    entry: listOf(raw.entry),
    exit: listOf(raw.exit),
    on: mapped(raw.on, transitionsOf),
    after: mapped(raw.after, transitionsOf),
    always: transitionsOf(raw.always),
    states: mapped(raw.states, writtenOut),
  };
}

/** Every state with its path below the root, parents first. */
export function* statesOf(state: State, path: readonly string[] = []): Generator<[readonly string[], State]> {
  yield [path, state];
  for (const [name, child] of Object.entries(state.states)) yield* statesOf(child, [...path, name]);
}

/** The state at a path below the root. */
export function stateAt(root: State, path: readonly string[]): State {
  let state: State | undefined = root;
  for (const name of path) state = state?.states[name];
  if (!state) throw new Error(`no state at ${path.join('.')}`);
  return state;
}

/** The path of the leaf that a target leads to, `initial` followed. */
export function leafOf(root: State, from: readonly string[], target: string): readonly string[] {
  const rootId = `#${root.id}.`;
  const names = target.replace(rootId, '').replace(/^\./, '').split('.');
  const isAbsolute = target.startsWith(rootId);
  let path = isAbsolute ? names : [...(target.startsWith('.') ? from : from.slice(0, -1)), ...names];
  for (let { initial } = stateAt(root, path); initial; { initial } = stateAt(root, path)) {
    path = [...path, initial];
  }
  return path;
}
