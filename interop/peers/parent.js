// @ts-check
/** Options of this peer, which its parent gave as JSON. */
export const options = JSON.parse(process.argv[2] ?? '{}');

/** Tells the parent something by name. @param {string} name @param {unknown} [value] */
export const say = (name, value) => process.send?.([name, value]);

/** Calls `orders[name](value)` for what the parent sends. @param {Readonly<Record<string, (value: any) => void>>} orders */
export const obey = (orders) =>
  process.on('message', (message) => {
    const [name, value] = /** @type {[string, unknown]} */ (message);
    orders[name]?.(value);
  });

// No peer outlives its parent.
process.on('disconnect', () => process.exit());
