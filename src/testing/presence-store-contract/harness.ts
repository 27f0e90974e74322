import type { Environment } from '../../ports/environment.ts';
import type { PresenceLink, PresenceRecord, PresenceStore } from '../../ports/presence-store.ts';
import type { ContractCase } from '../contract.ts';

/** A store for one more node of the cluster, and how to keep that node from the others. */
export interface PresenceStoreNode {
  readonly store: PresenceStore;
  /** Cuts the node off from what holds the cluster together, as a network does. Where that can happen. */
  cutOff?(): Promise<void>;
  /** Undoes that. */
  reunite?(): Promise<void>;
}

/** A cluster of its own for each case, and how time passes there. */
export interface PresenceStoreHarness {
  readonly environment: Environment;
  /** How long a node that is cut off is believed by the others, in ms. `undefined` where none can be. */
  readonly lease: number | undefined;
  node(): Promise<PresenceStoreNode>;
  /** Resolves when the condition holds; rejects when that takes too long. */
  until(condition: () => boolean): Promise<void>;
  /** Lets `ms` pass; with 0, until what is on its way has arrived. */
  pass(ms: number): Promise<void>;
}

/** One promise of the port. */
export interface PresenceStoreCase extends ContractCase<PresenceStoreHarness> {
  /** Whether the store promises this, by what its harness declares. */
  appliesTo(harness: PresenceStoreHarness): boolean;
}

/** What a store called, in order, without the records. */
export type PresenceReport = 'up' | 'down' | 'replaced' | 'put' | 'removed' | 'message';

/** One node that took its place, and what it has heard of the others. */
export interface Witness {
  readonly link: PresenceLink;
  readonly reports: readonly PresenceReport[];
  readonly messages: readonly (readonly [room: string, text: string])[];
  /** What the others say, by room and member, then by their meta. */
  said(): readonly PresenceRecord[];
  cutOff(): Promise<void>;
  reunite(): Promise<void>;
}

export interface Bench extends Pick<PresenceStoreHarness, 'until' | 'pass' | 'lease'> {
  /** One more node; resolves when it is up. */
  join(): Promise<Witness>;
}

/** Builds a case, whose nodes leave when it ends. */
export function presenceStoreCase(
  title: string,
  body: (bench: Bench) => Promise<void>,
  appliesTo: (harness: PresenceStoreHarness) => boolean = () => true,
): PresenceStoreCase {
  return {
    title,
    appliesTo,
    async run(harness) {
      const witnesses: Witness[] = [];
      try {
        await body({
          lease: harness.lease,
          until: (condition) => harness.until(condition),
          pass: (ms) => harness.pass(ms),
          async join() {
            const witness = witnessOf(await harness.node(), harness);
            witnesses.push(witness);
            await harness.until(() => witness.reports.includes('up'));
            return witness;
          },
        });
      } finally {
        await Promise.all(witnesses.map(({ link }) => link.close(0)));
      }
    },
  };
}

export const record = (room: string, member: string, more: Partial<PresenceRecord> = {}): PresenceRecord => ({
  room,
  member,
  active: true,
  meta: 'null',
  at: 0,
  ...more,
});

function witnessOf(node: PresenceStoreNode, { environment }: PresenceStoreHarness): Witness {
  const reports: PresenceReport[] = [];
  const messages: [string, string][] = [];
  const nodes = new Map<string, PresenceRecord[]>();
  const without = (name: string, room: string, member: string) =>
    (nodes.get(name) ?? []).filter((each) => each.room !== room || each.member !== member);
  const link = node.store.open(
    {
      up: () => reports.push('up'),
      down: () => reports.push('down'),
      replaced(name, records) {
        reports.push('replaced');
        nodes.set(name, [...records]);
      },
      put(name, each) {
        reports.push('put');
        nodes.set(name, [...without(name, each.room, each.member), each]);
      },
      removed(name, room, member) {
        reports.push('removed');
        nodes.set(name, without(name, room, member));
      },
      message(room, text) {
        reports.push('message');
        messages.push([room, text]);
      },
    },
    environment,
  );
  const absent = () => Promise.reject(new Error('this store is never cut off'));
  return {
    link,
    reports,
    messages,
    said: () => [...nodes.values()].flat().sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1)),
    cutOff: () => node.cutOff?.() ?? absent(),
    reunite: () => node.reunite?.() ?? absent(),
  };
}

const orderOf = ({ room, member, meta }: PresenceRecord) => JSON.stringify([room, member, meta]);
