import { nodeEnvironment } from '../adapters/node-environment.ts';
import { MAX_TIME } from '../defaults.ts';
import type { Environment } from '../ports/environment.ts';
import type { PresenceStore } from '../ports/presence-store.ts';
import { be, having, type Rule, shape, time, type } from '../rules.ts';
import { ACTIVE_WITHIN, GRACE } from './defaults.ts';
import { memoryStore } from './memory-store.ts';
import type { ConnectionKey } from './seats.ts';

/** Options of `createPresence`. Times in ms. */
export interface PresenceOptions {
  /** Where nodes tell each other who is present. Default `memoryStore()`: this presence alone. */
  readonly store?: PresenceStore | undefined;
  /** How long a member stays active after the last `join` or `touch`, from 1, or `Infinity`. Default 35,000. */
  readonly activeWithin?: number | undefined;
  /** How long a member stays present after the last connection left, from 0. Default 5,000. */
  readonly grace?: number | undefined;
  /** Clock of the deadlines. Default: Node's, with timers that keep no process alive. */
  readonly environment?: Environment | undefined;
}

/** What `join` may be told besides room and member. */
export interface JoinOptions<Meta = unknown> {
  /** What stands for the connection that brings the member in. A member who joins by several counts once. Default: one that has no name. */
  readonly connection?: ConnectionKey | undefined;
  /** What everyone may know of the member: what JSON can carry, up to 4,096 characters of it. Default: what it was; at first `null`. */
  readonly meta?: Meta | undefined;
}

/** Which of a member's connections `touch` means. */
export interface TouchOptions {
  /** Default: all that the member has here. */
  readonly connection?: ConnectionKey | undefined;
}

/** How to leave. */
export interface LeaveOptions extends TouchOptions {
  /** Whether to leave without the time of grace, as where a person said so. Default false. */
  readonly now?: boolean | undefined;
}

const connection: Rule<ConnectionKey | undefined> = be<ConnectionKey | undefined>(
  'a string, a number or an object',
  (value) => ['string', 'number', 'object', 'function'].includes(typeof value) && value !== null,
);

const presenceShape = shape({
  store: having<PresenceStore>('open'),
  activeWithin: be<number>(
    'a time in ms from 1, or Infinity',
    (value) => value === Infinity || (typeof value === 'number' && value >= 1 && value <= MAX_TIME),
    ACTIVE_WITHIN,
    'ERR_HEARTWIRE_INVALID_TIME',
  ),
  grace: time(0, GRACE),
  environment: having<Environment>('setTimeout'),
});

/** Options with every default filled in. */
export type PresenceSettings = ReturnType<typeof presenceSettings>;

/** Checks options and fills in their defaults. Throws an `OptionError` on what is unknown or out of bounds. */
export function presenceSettings(options: PresenceOptions | undefined) {
  const {
    store = memoryStore(),
    environment = nodeEnvironment({ unref: true }),
    ...times
  } = presenceShape(options, '');
  return { store, environment, ...times };
}

export const joinOptions = shape({ connection, meta: (value: unknown) => value });
export const touchOptions = shape({ connection });
const now = type<boolean>('boolean', false);
export const leaveNow = shape({ now });
export const leaveOptions = shape({ connection, now });

/** Refuses what cannot stand for a connection. */
export function checkedConnection(value: unknown): ConnectionKey {
  // `undefined` stands for nobody here, where the option may be left out.
  return connection(value === undefined ? null : value, 'connection') as ConnectionKey;
}
