import { type Difference, differences } from '../../../test/websocket/conformance/differences/index.ts';
import { majorOf, type Runtime } from '../runtime.ts';
import type { SectionName } from '../section-names.ts';
import { bun } from './bun.ts';
import { deno } from './deno.ts';
import { node22, node24 } from './node.ts';

/** Where a section of a runtime answers otherwise than is due, why, and what: nothing is due but what the standard says. */
export function differencesOf(runtime: Runtime, section: SectionName): readonly Difference[] {
  if (section === 'own WebSocket') return ofItsOwn(runtime);
  if (section === 'drop-in') return [...ofTheDropIn(runtime), ...ofTheDropInOverItsOwn(runtime)];
  if (section === 'drop-in over ws()') return [...ofTheDropIn(runtime), ...differences['drop-in over ws']];
  return [];
}

function ofItsOwn({ kind, version }: Runtime): readonly Difference[] {
  if (kind === 'node') return majorOf(version) < 24 ? node22 : node24;
  return kind === 'deno' ? deno : bun;
}

/** Events are those of the runtime's `EventTarget`. */
const ofTheDropIn = ({ kind }: Runtime): readonly Difference[] => [
  ...differences['drop-in'],
  ...(kind === 'node' ? differences['drop-in in Node'] : []),
];

/** What the runtime's WebSocket does under it. */
const ofTheDropInOverItsOwn = ({ kind }: Runtime): readonly Difference[] => [
  {
    why: "the runtime's own takes subprotocols that differ in case for one, and fails the dial",
    answers: [['protocols: two that differ in case', 'close']],
  },
  ...(kind === 'bun'
    ? [
        {
          why: "Bun's own counts what the kernel has not taken, and a short message is gone at once",
          answers: [['bufferedAmount grows at once by bytes of UTF-8', [0, 0]]],
        } satisfies Difference,
      ]
    : []),
];
