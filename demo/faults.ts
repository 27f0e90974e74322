import { type Action, type DemoState, LATENCIES, type NetworkMode } from './state.ts';

/** A button that breaks or mends something. */
export interface Fault {
  readonly label: string;
  /** What it does, in one sentence. */
  readonly help: string;
  /** What a press asks for in the state at hand. */
  readonly action: (state: DemoState) => Action;
  /** Whether it is on; absent where a press is over at once. */
  readonly isOn?: (state: DemoState) => boolean;
}

const mode = (name: NetworkMode, label: string, help: string): Fault => ({
  label,
  help,
  action: () => name,
  isOn: ({ network }) => network === name,
});

const act = (name: Action, label: string, help: string): Fault => ({ label, help, action: () => name });

export const networkFaults: readonly Fault[] = [
  mode('flow', 'Flow (thaw)', 'Everything passes, and what was frozen is delivered.'),
  mode('freeze', 'Freeze', 'Nothing passes and nobody is told: the socket still says that it is open.'),
  mode('hang', 'Accept, say nothing', 'Cuts the link; new connections are taken and lead nowhere.'),
  mode('refuse', 'Refuse', 'Cuts the link; new connections are refused.'),
  act('reset', 'Reset', 'Cuts the link with an RST, once.'),
];

export const serverFaults: readonly Fault[] = [
  {
    label: 'Silent server',
    help: 'It takes connections, pings and messages, and answers nothing.',
    action: ({ isSilent }) => (isSilent ? 'answering' : 'silent'),
    isOn: ({ isSilent }) => isSilent,
  },
  {
    ...act(
      'restart',
      'Restart 1012',
      'Closes with 1012; the first retry waits 5–30 s, so that not all clients return at once.',
    ),
    isOn: ({ isRestarting }) => isRestarting,
  },
  act(
    'expire',
    'Close 4401',
    'Voids the token, so the page fetches a fresh one. Twice within 5 s, and it gives up.',
  ),
];

export const latencies: readonly Fault[] = LATENCIES.map((ms) => ({
  label: ms === 0 ? 'none' : `+${ms} ms`,
  help: '',
  action: () => `latency-${ms}`,
  isOn: ({ latency }) => latency === ms,
}));
