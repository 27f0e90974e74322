export {
  type MemoryPeer,
  type MemoryTransport,
  type MemoryTransportOptions,
  memoryTransport,
} from '../adapters/memory.ts';
export {
  type VirtualEnvironment,
  type VirtualEnvironmentOptions,
  virtualEnvironment,
} from '../adapters/virtual-environment.ts';
export { type BackoffHarness, backoffContract } from './backoff-contract.ts';
export type { ContractCase } from './contract.ts';
export { type DialectHarness, dialectContract } from './dialect-contract.ts';
export { type FaultMode, type FaultProxy, type FaultProxyOptions, faultProxy } from './fault-proxy.ts';
export { type ChartFault, lintChart } from './lint-chart.ts';
export {
  type Counterpart,
  type TransportCase,
  type TransportHarness,
  transportContract,
} from './transport-contract.ts';
