export { connectionMachine } from './connection.ts';
export type {
  ConnectionContext,
  ConnectionEvent,
  ConnectionHost,
  ConnectionPolicy,
  Status,
} from './connection-parts.ts';
