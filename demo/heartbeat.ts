/** Times in ms, much shorter than an app would choose, so that all can be watched. The server goes by the same. */
export const HEARTBEAT = { pingInterval: 2_000, pongTimeout: 1_000 };
