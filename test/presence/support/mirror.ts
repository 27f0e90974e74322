import type { Change, Member, Presence } from '../../../src/presence/index.ts';

/** A copy of rooms that is built from nothing but changes, and from what a change must not say. */
export interface Mirror {
  readonly changes: readonly Change[];
  /** The members of a room by name, as the changes have it. */
  list(room: string): readonly Member[];
  /** Changes that do not fit what was known before them. */
  readonly misfits: readonly string[];
}

/** Listens to every change, and says what the rooms are by them alone; those that are named begin as they are. */
export function mirrorOf(presence: Presence, begun: readonly string[] = []): Mirror {
  const rooms = new Map(
    begun.map((room) => [room, new Map(presence.list(room).map((member) => [member.member, member]))]),
  );
  const changes: Change[] = [];
  const misfits: string[] = [];
  presence.onChange((change) => {
    changes.push(change);
    const { type, room, member, meta, active, count } = change;
    const members = rooms.get(room) ?? new Map<string, Member>();
    rooms.set(room, members);
    const before = members.get(member);
    const fits = {
      joined: !before,
      left: before && !active,
      active: before && !before.active && active,
      inactive: before?.active && !active,
      updated: before && JSON.stringify(before.meta) !== JSON.stringify(meta) && before.active === active,
    };
    if (type === 'left') members.delete(member);
    else members.set(member, { member, meta, active });
    const counted = {
      total: members.size,
      active: [...members.values()].filter((each) => each.active).length,
    };
    if (!fits[type] || JSON.stringify(counted) !== JSON.stringify(count)) {
      misfits.push(JSON.stringify({ before, change, counted }));
    }
  });
  return { changes, misfits, list: (room) => sorted([...(rooms.get(room)?.values() ?? [])]) };
}

/** By name, to compare lists of different nodes. */
export function sorted(members: readonly Member[]): readonly Member[] {
  return members
    .map(({ member, meta, active }) => ({ member, meta, active }))
    .sort((one, other) => (one.member < other.member ? -1 : 1));
}
