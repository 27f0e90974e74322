/** Every default number, once. Times in ms, sizes in bytes. */

/** Under every idle limit on the way (Heroku 55 s, nginx and AWS ALB 60 s), with room for one missed beat. */
export const PING_INTERVAL = 25_000;
/** Covers a slow mobile round trip with a full socket buffer in front of the pong. */
export const PONG_TIMEOUT = 10_000;
/** One deadline for url, credentials, dial and handshake together. */
export const CONNECT_TIMEOUT = 10_000;
/** A close handshake takes a round trip; a frozen link answers after 30–60 s, so nobody waits for it. */
export const CLOSE_TIMEOUT = 2_000;
/** A probe is asked for when there is reason to doubt the link: shorter than PONG_TIMEOUT. */
export const PROBE_TIMEOUT = 3_000;
/** The safety retry while the platform says offline: the flag can lie. */
export const OFFLINE_RETRY = 60_000;
/** Open this long, a link is stable and the count of attempts starts anew. */
export const STABLE_AFTER = 5_000;

/** Longest delay that platform timers take (2³¹ − 1); a longer one fires at once. */
export const MAX_TIME = 2_147_483_647;

/** A deadline that fires later than this share of its length says more about us than about the peer (rule 9). */
export const LATE_RATIO = 0.5;
/** Lateness below this is scheduling noise. */
export const LATE_FLOOR = 50;

/** Retry window after a loss that only this client saw. */
export const SOON_WINDOW = 500;
/** First retry window after a loss that every client may have seen (RFC 6455 section 7.2.3). */
export const SHARED_WINDOW = 5_000;
/** First retry window after 1012 and 1013: the server said it is restarting or overloaded. */
export const RESTART_WINDOW = [5_000, 30_000] as const;
export const BACKOFF_BASE = 1_000;
export const BACKOFF_CAP = 30_000;
/** Window of the second retry is four times this, and doubles: with less, early retries pile up on the first (docs/storm.md). */
export const CAUSE_AWARE_BASE = 2_000;
/** A client that a busy server refuses comes again in time to keep that server busy until the last is in. */
export const CAUSE_AWARE_CAP = 150_000;
/** From this failure in a row the cap doubles, up to CAUSE_AWARE_CAP_MAX: a server that pays for refusals must be let up. */
export const CAUSE_AWARE_CAP_DOUBLES_FROM = 10;
export const CAUSE_AWARE_CAP_MAX = 300_000;
/** Longest wait that a server may ask for. */
export const RETRY_AFTER_MAX = 3_600_000;
/** Least jitter on top of a wait that the server asked for. */
export const RETRY_AFTER_JITTER = 1_000;

export const OUTBOX_MAX_MESSAGES = 1_000;
export const OUTBOX_MAX_BYTES = 1_048_576;
/** Most that waits in the socket itself: more would stand in front of a pong on a slow uplink. */
export const HIGH_WATER_MARK = 262_144;
/** How often a full socket buffer is looked at; no platform reports its draining. */
export const DRAIN_INTERVAL = 10;
/** Most messages that one `messages()` iterator holds for a slow reader. */
export const MESSAGES_LIMIT = 1_000;

/** How often an environment compares clocks to notice that the machine slept. */
export const WAKE_CHECK_INTERVAL = 5_000;
