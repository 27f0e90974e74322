/** How the proxy treats connections; each mode but `flow` is a broken network. */
export type NetworkMode = 'flow' | 'freeze' | 'hang' | 'refuse';

/** Round trips that the proxy can add, in ms. */
export const LATENCIES = [0, 100, 300, 800] as const;

/** What a button asks for: `POST /control/ACTION`. */
export type Action =
  | NetworkMode
  | 'reset'
  | `latency-${(typeof LATENCIES)[number]}`
  | 'silent'
  | 'answering'
  | 'restart'
  | 'expire';

/** What the proxy and the server really do now, as `/control` tells the page. */
export interface DemoState {
  /** Differs from run to run of the demo. */
  readonly run: string;
  readonly network: NetworkMode;
  /** Added round trip in ms. */
  readonly latency: number;
  /** Whether the server leaves pings and messages unanswered. */
  readonly isSilent: boolean;
  /** Whether the server is down, on its way to come back. */
  readonly isRestarting: boolean;
}
