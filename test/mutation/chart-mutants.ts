import { leafOf, type State, stateAt, statesOf, type Transition, writtenOut } from './chart-config.ts';

/** One deliberate mistake in a chart. */
export interface ChartMutant {
  /** Where and what, as in `live.open.alive: after pingInterval[0]: guard isQuiet inverted`. Unique in its chart. */
  readonly name: string;
  /** A config with the mistake in it. Guards that are turned round are called `not X`. */
  config(): State;
}

/** The mutant that is none: the chart with its shorthands written out. Tests that find it find everything. */
export const AS_IT_STANDS = 'the chart as it stands';

/** A change to a state that the mutator was given; `what` tells it in words. */
type Change = readonly [what: string, make: (state: State) => void];
type Mutator = (state: State, path: readonly string[], root: State) => Change[];
/** Finds, in a state, what a mutator saw in the state that it was given. */
type Find<T> = (state: State) => T;

/** How many wrong leaves each target is led to, besides nowhere. */
const WRONG_TARGETS = 2;

type Place = readonly [where: string, find: Find<Transition[]>];

/** The lists of transitions of a state, one for each event, delay and `always`. */
const placesOf = ({ on, after }: State): Place[] => [
  ...Object.keys(on).map((event): Place => [`on ${event}`, (state) => state.on[event] as Transition[]]),
  ...Object.keys(after).map(
    (delay): Place => [`after ${delay}`, (state) => state.after[delay] as Transition[]],
  ),
  ['always', (state) => state.always],
];

/** Changes to each transition of a state. */
const perTransition =
  (
    changes: (
      transition: Transition,
      path: readonly string[],
      root: State,
    ) => readonly [string, (t: Transition) => void][],
  ): Mutator =>
  (state, path, root) =>
    placesOf(state).flatMap(([where, find]) =>
      find(state).flatMap((transition, index) =>
        changes(transition, path, root).map(
          ([what, make]): Change => [
            `${where}[${index}]: ${what}`,
            (copy) => make(find(copy)[index] as Transition),
          ],
        ),
      ),
    );

/** A key that is left without a transition goes too: `after` would keep its timer, `on` its event. */
const dropTransition: Mutator = (state) =>
  placesOf(state).flatMap(([where, find]) =>
    find(state).map(
      (_, index): Change => [
        `${where}[${index}] dropped`,
        (copy) => {
          find(copy).splice(index, 1);
          copy.on = withoutEmpty(copy.on);
          copy.after = withoutEmpty(copy.after);
        },
      ],
    ),
  );

const withoutEmpty = (record: Record<string, Transition[]>) =>
  Object.fromEntries(Object.entries(record).filter(([, transitions]) => transitions.length > 0));

/** The first transition whose guard holds is taken: their order is a decision. */
const swapTransitions: Mutator = (state) =>
  placesOf(state).flatMap(([where, find]) =>
    find(state)
      .slice(1)
      .map(
        (_, index): Change => [
          `${where}[${index}] and [${index + 1}] swapped`,
          (copy) => swap(find(copy), index),
        ],
      ),
  );

function swap<T>(list: T[], index: number): void {
  list.splice(index, 2, list[index + 1] as T, list[index] as T);
}

const changeTarget = perTransition(({ target }, path, root) => {
  if (target === undefined) return [];
  const leaves = [...statesOf(root)].filter(([, { initial }]) => !initial).map(([leaf]) => leaf.join('.'));
  const own = leaves.indexOf(leafOf(root, path, target).join('.'));
  const wrong = [...leaves.slice(own + 1), ...leaves.slice(0, own)].slice(0, WRONG_TARGETS);
  return [
    [`target ${target} dropped`, (t) => void delete t.target],
    ...wrong.map((leaf): [string, (t: Transition) => void] => [
      `target ${target} swapped for ${leaf}`,
      (t) => {
        t.target = `#${root.id}.${leaf}`;
      },
    ]),
  ];
});

const changeGuard = perTransition(({ guard }) =>
  guard === undefined
    ? []
    : [
        [`guard ${guard} dropped`, (t) => void delete t.guard],
        [
          `guard ${guard} inverted`,
          (t) => {
            t.guard = `not ${guard}`;
          },
        ],
      ],
);

const dropReenter = perTransition(({ reenter }) =>
  reenter ? [['reenter dropped', (t) => void delete t.reenter]] : [],
);

type ActionPlace = readonly [where: string, find: Find<string[]>];

const changeActions: Mutator = (state) => {
  const places: ActionPlace[] = [
    ['entry', ({ entry }) => entry],
    ['exit', ({ exit }) => exit],
    ...placesOf(state).flatMap(([where, find]) =>
      find(state).map(
        (_, index): ActionPlace => [`${where}[${index}]`, (copy) => find(copy)[index]?.actions ?? []],
      ),
    ),
  ];
  return places.flatMap(([where, find]) =>
    find(state).flatMap((action, index, all): Change[] => [
      [`${where}: action ${action} dropped`, (copy) => void find(copy).splice(index, 1)],
      ...(index + 1 < all.length
        ? [
            [
              `${where}: actions ${action} and ${all[index + 1]} swapped`,
              (copy: State) => swap(find(copy), index),
            ] as const,
          ]
        : []),
    ]),
  );
};

const delaysOf = (root: State) => [
  ...new Set([...statesOf(root)].flatMap(([, { after }]) => Object.keys(after))),
];

const changeDelay: Mutator = ({ after }, _, root) =>
  Object.keys(after).map((delay) => {
    const all = delaysOf(root);
    const wrong = all[(all.indexOf(delay) + 1) % all.length] as string;
    return [
      `after ${delay} becomes after ${wrong}`,
      (copy) => {
        copy.after = { [wrong]: copy.after[delay] as Transition[] };
      },
    ];
  });

const changeInitial: Mutator = ({ initial, states }) => {
  const others = Object.keys(states).filter((name) => name !== initial);
  return initial === undefined
    ? []
    : others.slice(0, WRONG_TARGETS).map(
        (other): Change => [
          `initial ${initial} becomes ${other}`,
          (copy) => {
            copy.initial = other;
          },
        ],
      );
};

const changeTag: Mutator = ({ tags }, _, root) => {
  const all = [...new Set([...statesOf(root)].flatMap(([, state]) => state.tags))];
  return tags.map((tag) => {
    const wrong = all[(all.indexOf(tag) + 1) % all.length] as string;
    return [
      `tag ${tag} becomes ${wrong}`,
      (copy) => {
        copy.tags = [wrong];
      },
    ];
  });
};

const dropInvoke: Mutator = ({ invoke }) =>
  invoke ? [['invoke dropped', (copy) => void delete copy.invoke]] : [];

const mutators = [
  dropTransition,
  swapTransitions,
  changeTarget,
  changeGuard,
  dropReenter,
  changeActions,
  changeDelay,
  changeInitial,
  changeTag,
  dropInvoke,
];

/**
 * Makes every mistake that can be made in a chart: a transition dropped or swapped with its neighbour, a target dropped or
 * swapped, a guard dropped or inverted, an action dropped or swapped with its neighbour, `reenter` dropped, a wrong delay,
 * initial state or tag, no invoked actor. StrykerJS changes text, which mostly leaves a chart that does not load.
 */
export function chartMutants(config: object): ChartMutant[] {
  const root = writtenOut(config);
  return [...statesOf(root)].flatMap(([path, state]) =>
    mutators.flatMap((mutator) =>
      mutator(state, path, root).map(([what, make]) => ({
        name: `${path.join('.') || root.id}: ${what}`,
        config: () => {
          const copy = writtenOut(config);
          make(stateAt(copy, path));
          return copy;
        },
      })),
    ),
  );
}

/** The config of the mutant with this name. */
export function chartCalled(name: string, config: object): State {
  if (name === AS_IT_STANDS) return writtenOut(config);
  const mutant = chartMutants(config).find((each) => each.name === name);
  if (!mutant) throw new Error(`no mutant of the chart is called ${name}`);
  return mutant.config();
}

/** Guards and their opposites, called `not X`. */
export function withOpposites<G extends (...args: never[]) => boolean>(
  guards: Readonly<Record<string, G>>,
): Record<string, G> {
  const opposites = Object.entries(guards).map(([name, guard]) => [
    `not ${name}`,
    ((...args: Parameters<G>) => !guard(...args)) as unknown as G,
  ]);
  return { ...guards, ...Object.fromEntries(opposites) };
}
