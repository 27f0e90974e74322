export type {
  PresenceLink,
  PresenceRecord,
  PresenceSink,
  PresenceStore,
} from '../ports/presence-store.ts';
export { createPresence } from './create-presence.ts';
export { memoryStore } from './memory-store.ts';
export type { JoinOptions, LeaveOptions, PresenceOptions, TouchOptions } from './options.ts';
export type { ListenOptions, Presence, PresenceStatus, PresenceStatusChange } from './presence.ts';
export type { Change, Count, Member } from './roster.ts';
export type { ConnectionKey } from './seats.ts';
