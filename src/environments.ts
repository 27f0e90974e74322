export { browserEnvironment } from './adapters/browser-environment.ts';
export { type NodeEnvironmentOptions, nodeEnvironment } from './adapters/node-environment.ts';
export {
  type VirtualEnvironment,
  type VirtualEnvironmentOptions,
  virtualEnvironment,
} from './adapters/virtual-environment.ts';
