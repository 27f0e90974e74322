import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AnyStateMachine } from 'xstate';
import { connectionMachine } from '../../src/machines/connection.ts';
import { flatten } from '../../src/machines/flatten.ts';
import { peerMachine } from '../../src/machines/peer.ts';
import { tableText } from './table-text.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const machines: readonly AnyStateMachine[] = [connectionMachine, peerMachine];

export interface File {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
}

/** The charts' tables, as they have to be. */
export const tableFiles = (): readonly File[] =>
  machines.map((machine) => ({
    path: `src/machines/${machine.id}.table.ts`,
    text: [
      `import { tableOf } from './table.ts';`,
      '',
      `/** The chart of \`${machine.id}.ts\`, flattened. Written by \`npm run tables\`. */`,
      `export const ${machine.id}Table = /* @__PURE__ */ tableOf(\``,
      tableText(flatten(machine)),
      '`);',
      '',
    ].join('\n'),
  }));

/** Those that are not on the disk as they have to be. */
export const staleTables = (): readonly File[] =>
  tableFiles().filter(
    ({ path, text }) => !existsSync(root + path) || readFileSync(root + path, 'utf8') !== text,
  );

export function write(files: readonly File[]): void {
  for (const { path, text } of files) writeFileSync(root + path, text);
}
