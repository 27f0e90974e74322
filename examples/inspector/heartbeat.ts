/** Quick enough to watch, in ms. */
export const HEARTBEAT = { pingInterval: 5_000, pongTimeout: 2_000 };
