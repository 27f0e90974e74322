export type { Authenticate, AuthenticateFirst, Identity } from './authenticate.ts';
export type { Counters, Metric, Observer } from './counters.ts';
export { type Denial, type DenialStatus, deny } from './denial.ts';
export type { Peer, PeerRequest, Refusal, RefusalReason, SupervisorEvents } from './events.ts';
export type {
  AdmissionOptions,
  FirstMessageOptions,
  SupervisorOptions,
} from './options.ts';
export { supervise } from './supervise.ts';
export type { DrainOptions, Peers, Supervisor } from './supervisor.ts';
