import type { AnyTransitionDefinition, InspectionEvent } from 'xstate';
import { connectionMachine } from '../../machines/connection.ts';
import { definedEdgesOf } from '../edges-of.ts';

let names: ReadonlyMap<AnyTransitionDefinition, string> | undefined;

/** Names the edges of the connection's chart that an inspection event says were taken; none for other events. */
export function edgesIn(event: InspectionEvent): readonly string[] {
  if (event.type !== '@xstate.microstep') return [];
  names ??= new Map(definedEdgesOf(connectionMachine).map(({ edge, definition }) => [definition, edge.id]));
  const known = names;
  return event._transitions.flatMap((definition) => known.get(definition) ?? []);
}
