/** The server's own default numbers, once. Times in ms, sizes in bytes. */

/** How finely deadlines are told apart: a hundredth of what a person notices of a presence list, and 20 wake-ups a second. */
export const WHEEL_TICK = 50;
/** How long the dialect's handshake may take. */
export const HANDSHAKE_TIMEOUT = 10_000;
/** How long it may take to say who a peer is: by `authenticate`, or by its first message. */
export const AUTHENTICATE_TIMEOUT = 5_000;
/** Bytes that may wait for one slow reader before it is cut: what 10,000 of them can hold is 10 GiB at most. */
export const MAX_BUFFERED_AMOUNT = 1_048_576;
/** When a client that is refused for want of room may ask again. */
export const RETRY_AFTER = 5_000;
/** A rate limit lets through this many seconds' worth at once: networks deliver what they held back in one piece. */
export const RATE_BURST = 5;
