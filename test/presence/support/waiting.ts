/** Lets `ms` of real time pass. */
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves when the condition holds; rejects after `limit` ms, with what `shown` says then. */
export async function until(
  condition: () => boolean,
  limit = 10_000,
  shown: () => unknown = () => '',
): Promise<void> {
  const deadline = Date.now() + limit;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`still waiting after ${limit} ms ${JSON.stringify(shown())}`);
    await sleep(2);
  }
}
