import { readFileSync } from 'node:fs';

/** A frame of a trace: who sent it, and its text. */
export type TracedFrame = readonly [from: 'client' | 'server', text: string];

/** What an official client did, as `interop/record.js` wrote it down. */
export interface Trace {
  readonly client: string;
  /** Path and query of its dial. */
  readonly url: string;
  readonly protocols: readonly string[];
  readonly data: readonly TracedFrame[];
  readonly beats: readonly TracedFrame[];
  readonly ends: readonly (TracedEnd & { readonly redials: 'at once' | 'after a second' | 'never' })[];
}

/** How the server ended a link: what it said, the code that it closed with, or whether it cut the connection. */
export interface TracedEnd {
  readonly say?: string;
  readonly close?: number;
  readonly reason?: string;
  readonly cut?: true;
}

/** Reads `interop/traces/NAME.json`. */
export function traceOf(name: string): Trace {
  return JSON.parse(readFileSync(new URL(`../traces/${name}.json`, import.meta.url), 'utf8')) as Trace;
}
