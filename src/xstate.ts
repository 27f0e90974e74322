export type {
  ConnectionCommand,
  ConnectionEmitted,
  ConnectionLogic,
  ConnectionOutput,
  ConnectionSnapshot,
} from './connection-logic.ts';
export { connectionLogic } from './connection-logic.ts';
export * from './machines/index.ts';
