/** Prints what was measured: the claims are about numbers, and a pass alone does not show them. */
export function summary(title: string, times: readonly number[]): void {
  const sorted = times.map(Math.round).sort((a, b) => a - b);
  console.info(`${title}: ${sorted.join(' ')}`);
}
