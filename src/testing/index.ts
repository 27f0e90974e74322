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
export { type BackoffHarness, backoffContract, runBackoffContract } from './backoff-contract.ts';
export {
  type ConnectionModelOptions,
  connectionModel,
  contextOf,
  modelStatus,
} from './connection-model.ts';
export type { ContractCase } from './contract.ts';
export { type DialectHarness, dialectContract, runDialectContract } from './dialect-contract.ts';
export { type Edge, edgesOf } from './edges-of.ts';
export {
  type FaultMode,
  type FaultProxy,
  type FaultProxyOptions,
  type FaultShape,
  faultProxy,
} from './fault-proxy.ts';
export { type ChartFault, lintChart } from './lint-chart.ts';
export {
  type PresenceStoreCase,
  type PresenceStoreHarness,
  type PresenceStoreNode,
  presenceStoreContract,
  runPresenceStoreContract,
} from './presence-store-contract.ts';
export type { ContractReport, ContractRunner, HarnessSource, TestFunction } from './run-contract.ts';
export {
  type ScriptedDial,
  type ScriptedTransport,
  type ScriptedTransportOptions,
  scriptedTransport,
} from './scripted-transport.ts';
export {
  runServerTests,
  type ServerTest,
  type ServerTestsOptions,
  serverTests,
} from './server-tests.ts';
export type { ConnectionFactory } from './simulated-world/client.ts';
export { type WorldDialect, worldDialects } from './simulated-world/dialects.ts';
export { worldFaults } from './simulated-world/faults.ts';
export { type Invariant, invariants, WorldViolation } from './simulated-world/invariants.ts';
export type { DrawnOptions } from './simulated-world/options.ts';
export { sumWorlds, type WorldCounts } from './simulated-world/totals.ts';
export { type SimulateWorldOptions, simulateWorld, type WorldReport } from './simulated-world.ts';
export {
  type ModelClock,
  type ModelEffect,
  type ModelPath,
  type ModelStep,
  type ModelTimer,
  type TestModel,
  type TestModelOptions,
  testModelOf,
} from './test-model-of.ts';
export {
  type Counterpart,
  runTransportContract,
  type ScriptCommand,
  type TransportCase,
  type TransportHarness,
  transportContract,
} from './transport-contract.ts';
