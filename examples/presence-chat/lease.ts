/** How long the members of a node that was killed are still listed by the others, in ms. */
export const LEASE = 5_000;
