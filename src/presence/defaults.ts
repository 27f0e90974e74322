import { PING_INTERVAL, PONG_TIMEOUT } from '../defaults.ts';

/** Every default and bound of presence, once. Times in ms. */

/** A member whose connection answers its heartbeat stays active. */
export const ACTIVE_WITHIN = PING_INTERVAL + PONG_TIMEOUT;
/** Covers the first retry after a loss that every client may have seen: up to 5 s. */
export const GRACE = 5_000;
/** Longest name of a room or a member, in UTF-16 code units. */
export const MAX_NAME = 256;
/** Longest `meta`, in UTF-16 code units of its JSON: every node holds everyone's. */
export const MAX_META = 4_096;

/** A crashed node's members are gone after this. */
export const LEASE = 15_000;
/** Below this the renewals of an ordinary pause would come too late. */
export const MIN_LEASE = 250;
/** A lease is renewed this often in its time. */
export const TICKS_PER_LEASE = 5;
/** A record lives this many ticks after the last renewal: two may be missed, and one is left to whoever notices. */
export const TICKS_TO_LIVE = 3;
/** Records that go to Redis in one command. */
export const BATCH = 500;
