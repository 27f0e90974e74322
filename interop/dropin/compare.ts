import type { Outcome } from './play.ts';
import type { Seen } from './row.ts';

/** From the worst to the best: nothing at all, not even an error, comes first. */
const ranks: readonly Seen[] = ['nothing', 'failed', 'twice or more', 'once'];
const units = ['before', 'under way', 'during', 'after'] as const;

/** Units of which the user has seen less than over the other socket: lost, failed or doubled where they were not. */
export const worse = (ours: Outcome, theirs: Outcome): readonly string[] =>
  units.flatMap((unit, index) => {
    const [one, other] = [ours.seen[index] ?? 'nothing', theirs.seen[index] ?? 'nothing'];
    return ranks.indexOf(one) < ranks.indexOf(other) ? [`${unit}: ${one}, not ${other}`] : [];
  });

/** Units that the server was asked for more often than over the other socket, and more than once. */
export const repeated = (ours: Outcome, theirs: Outcome): readonly string[] =>
  units.flatMap((unit, index) => {
    const [runs, others] = [ours.runs[index] ?? 0, theirs.runs[index] ?? 0];
    return runs > Math.max(1, others) ? [`${unit}: begun ${runs} times, not ${others}`] : [];
  });
