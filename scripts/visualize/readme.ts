import type { Chart } from './chart/charts.ts';

const section = ({ name, machine }: Chart): string => `## ${name}

${machine.root.description}

<img src="${name}.svg" width="900" alt="The statechart of the ${name}: its states, and every transition between them">

[\`${name}.svg\`](${name}.svg) · [\`${name}.mmd\`](${name}.mmd) · [\`${name}.stately.ts\`](${name}.stately.ts) · the chart itself:
[\`src/machines/${name}.ts\`](../src/machines/${name}.ts)
`;

/** visualizations/README.md. */
export const readme = (charts: readonly Chart[]): string => `# The charts

Written by \`npm run visualize\` from the machines that run: no state or transition is missing here, and none is made up. A test fails
when a file is stale, as does \`npm run visualize -- --check\`. What happens in each state, and why, is told in
[docs/statechart.md](../docs/statechart.md).

${charts.map(section).join('\n')}
## How to read them

- A line leads from a state to the next: solid on an event, dashed after a delay, dotted at once. A line from the border of a state that
  holds others is taken from whichever of them is active, unless that one says otherwise.
- On the line: the event or the delay, the guard in brackets, and behind the slash the actions, in order. Where several lines share a
  trigger, the first whose guard holds is taken; numbers give the order where there are more than two.
- A line of text inside a state is a transition that does not lead out of it. With a turning arrow, the state, or the one that is named
  behind →, is left and entered anew; with a dot, nothing is left.
- \`#open\` is a tag: \`connection.status\`, or the status of a peer.
- Opened by itself, a picture tells the description of each state where the pointer rests.

Each state is a group with \`data-state\` (its path) and \`data-tag\`, each edge an element with \`data-edge\` (its id in \`edgesOf()\` of
\`heartwire/testing\`) inside its state or inside the group of its line, which has \`data-way\`, \`data-from\` and \`data-to\`.

## In Stately Studio

1. Open an \`.stately.ts\` file and copy all of it.
2. At [stately.ai/editor](https://stately.ai/editor), create a machine, choose **Import from code**, and paste.

The file needs nothing but \`xstate\`. Actions do nothing there, delays have their defaults, and guards answer as on an ordinary day, so
that the simulator connects, opens, and pings; switch a guard over to see the other way.

## In Mermaid

GitHub, GitLab and many editors show what stands in a code block of the language \`mermaid\`: paste an \`.mmd\` file into one.
`;
