import type { AnyStateNode } from 'xstate';

export const listOf = (value: unknown): unknown[] => (value === undefined ? [] : [value].flat());

/** The names of the delays that a state waits for. */
export const delaysOf = ({ config }: AnyStateNode): string[] => Object.keys(config.after ?? {});

/** The name of an action or a guard. Throws where it is anything else. */
export function nameOf(part: unknown, { id }: AnyStateNode): string {
  const { type, params } =
    typeof part === 'object' && part !== null ? (part as { type?: unknown; params?: unknown }) : {};
  const name = type ?? part;
  if (typeof name !== 'string' || params !== undefined) {
    throw new Error(`${id} has a part that is written inline or takes parameters: a table holds names`);
  }
  return name;
}

/**
 * Throws an `Error` that names the state where a chart holds what a table cannot: parallel, final and history states, parts written
 * inline or with parameters, wildcards, ends of actors, several targets, actions of an initial transition, and a delay that two
 * states share.
 */
export function refuseWhatNoTableHas(nodes: readonly AnyStateNode[]): void {
  for (const node of nodes) refusePartsOf(node);
  refuseSharedDelays(nodes);
}

function refusePartsOf(node: AnyStateNode): void {
  const refuse = (what: string) => {
    throw new Error(`${node.id} ${what}, which a table cannot hold`);
  };
  if (node.type !== 'atomic' && node.type !== 'compound') refuse(`is a ${node.type} state`);
  if (node.type === 'compound' && node.initial.actions.length > 0)
    refuse('has actions on its initial transition');
  for (const event of node.transitions.keys()) {
    if (event.endsWith('*')) refuse(`listens to the wildcard ${event}`);
    if (/^xstate\.(done|error|snapshot)\./.test(event)) refuse(`listens to ${event}`);
  }
  for (const transition of [...node.transitions.values()].flat()) {
    if ((transition.target?.length ?? 0) > 1) refuse(`has a transition with several targets`);
  }
}

function refuseSharedDelays(nodes: readonly AnyStateNode[]): void {
  const owners = new Map<string, AnyStateNode>();
  for (const node of nodes) {
    for (const delay of delaysOf(node)) {
      const owner = owners.get(delay);
      if (owner)
        throw new Error(
          `${node.id} and ${owner.id} share the delay ${delay}, which a table cannot tell apart`,
        );
      owners.set(delay, node);
    }
  }
}
