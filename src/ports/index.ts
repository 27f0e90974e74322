export type * from './backoff.ts';
export type * from './dialect.ts';
export type * from './environment.ts';
export type * from './loss.ts';
export type * from './transport.ts';
