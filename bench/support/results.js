// @ts-check

/** Where the last run is kept, of the client and of the server. */
export const results = new URL('../results/latest.json', import.meta.url);
export const serverResults = new URL('../results/server.json', import.meta.url);
