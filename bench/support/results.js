// @ts-check

/** Where the last run is kept. */
export const results = new URL('../results/latest.json', import.meta.url);
