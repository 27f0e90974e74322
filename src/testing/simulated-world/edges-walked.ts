import type { InspectionEvent } from 'xstate';
import { connectionTable } from '../../machines/connection.table.ts';
import { connectionMachine } from '../../machines/connection.ts';
import { flatten } from '../../machines/flatten.ts';
import type { Row, Table } from '../../machines/table.ts';
import { definedEdgesOf } from '../edges-of.ts';

let names: ReadonlyMap<object, string> | undefined;

/** Names the edges of the connection's chart that an inspection event says were taken; none for other events. */
export function edgesIn(event: InspectionEvent): readonly string[] {
  if (event.type !== '@xstate.microstep') return [];
  names ??= edgeNames();
  const known = names;
  return event._transitions.flatMap((taken) => known.get(taken) ?? []);
}

/** By the chart's own transitions, and by the rows that they have become in the table that connections run on. */
function edgeNames(): ReadonlyMap<object, string> {
  const byDefinition = new Map<object, string>(
    definedEdgesOf(connectionMachine).map(({ edge, definition }) => [definition, edge.id]),
  );
  const definitions: object[] = [];
  const rows: Row[] = [];
  const flat = flatten(connectionMachine, (row, definition) => {
    rows.push(row);
    definitions.push(definition);
  });
  const twins = rowsOf(connectionTable);
  const byRow = rowsOf(flat).flatMap((row, index): [object, string][] => {
    const name = byDefinition.get(definitions[rows.indexOf(row)] ?? row);
    const twin = twins[index];
    return twin && name !== undefined ? [[twin, name]] : [];
  });
  return new Map([...byDefinition, ...byRow]);
}

const rowsOf = ({ leaves }: Table): readonly Row[] =>
  leaves.flatMap(({ on, always }) => [...Object.values(on).flat(), ...always]);
