import type { ChartEdge } from './picture.ts';

const isInside = (inner: string, outer: string): boolean =>
  outer === '' || inner === outer || inner.startsWith(`${outer}.`);

/** A state and those around it, from the inside; '' for the machine. */
const around = (path: string): string[] => {
  const keys = path.split('.').filter(Boolean);
  return [...keys.map((_, index) => keys.slice(0, keys.length - index).join('.')), ''];
};

/**
 * Finds the transitions by which a chart came from one state to another on an event (or `after.DELAY`): one step, or two where the
 * first leads into a state that is left at once. A step holds several edges where records cannot tell which guard held, and they
 * then lead to the same state. None: the chart let the event pass.
 */
export function edgesTaken(
  edges: readonly ChartEdge[],
  from: string,
  event: string,
  to: string,
): readonly (readonly ChartEdge[])[] {
  const [kind, name] = event.startsWith('after.') ? ['delay', event.slice(6)] : ['event', event];
  const passing = new Set(edges.filter((edge) => edge.kind === 'always').map(({ source }) => source));
  const leads = ({ target }: ChartEdge, through: boolean): boolean => {
    if (target === undefined) return from === to;
    return isInside(to, target) || (through && passing.has(target) && onwards(target).length > 0);
  };
  const onwards = (state: string): ChartEdge[] =>
    edges.filter((edge) => edge.kind === 'always' && edge.source === state && leads(edge, false));

  for (const source of around(from)) {
    const asked = edges.filter((edge) => edge.kind === kind && edge.event === name && edge.source === source);
    const taken = asked.filter((edge) => leads(edge, true));
    const [first] = taken;
    if (!first) continue;
    const same = taken.filter(({ target }) => target === first.target);
    const goesOn = first.target !== undefined && !isInside(to, first.target);
    return goesOn ? [same, onwards(first.target)] : [same];
  }
  return [];
}
