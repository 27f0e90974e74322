import { browserTransport } from '../../../src/adapters/browser.ts';
import { browserEnvironment } from '../../../src/adapters/browser-environment.ts';
import { constant } from '../../../src/backoff/index.ts';
import { type Connection, createConnection } from '../../../src/connection.ts';
import { text } from '../../../src/dialects/text.ts';
import type { Status } from '../../../src/machines/connection-parts.ts';
import type { EnvironmentSignal } from '../../../src/ports/environment.ts';
import { observed } from './observed.ts';

/** How the page's connection is made: what JSON can say of its options. Times in ms. */
export interface PageOptions {
  readonly heartbeat: { readonly pingInterval: number; readonly pongTimeout: number };
  /** The delay of every retry. Default 0. */
  readonly backoff?: number;
  readonly connectTimeout?: number;
  readonly probeTimeout?: number;
  readonly offlineRetry?: number;
}

/** What a page knows of its connection. Times in ms. */
export interface PageReport {
  readonly visibility: DocumentVisibilityState;
  readonly online: boolean;
  readonly status: Status;
  /** Every status so far. */
  readonly statuses: readonly Status[];
  /** What the environment has signalled. */
  readonly signals: readonly EnvironmentSignal[];
  /** Signals and statuses with their times, as of `performance.now()` of the page. */
  readonly history: readonly (readonly [at: number, said: EnvironmentSignal | Status])[];
  /** The longest that a timer of 100 took since the page was last visible. */
  readonly slowestTimer: number;
  /** Pings that went out since the peer was last heard. */
  readonly pings: number;
  readonly pongs: number;
  readonly losses: readonly PageLoss[];
  readonly dials: number;
  /** The most sockets that the connection held at a time. */
  readonly mostHeld: number;
}

export interface PageLoss {
  readonly code: string;
  readonly wasOpen: boolean;
  readonly silence: number;
}

/** What a test in Node may call in the page. */
export interface TabPage {
  start(url: string, options: PageOptions): void;
  report(): PageReport;
  close(): Promise<void>;
}

const transport = observed(browserTransport());
const losses: PageLoss[] = [];
const statuses: Status[] = [];
const signals: EnvironmentSignal[] = [];
const history: [at: number, said: EnvironmentSignal | Status][] = [];
let connection: Connection | undefined;
let pongs = 0;
let slowestTimer = 0;

function watchTimers(): void {
  const armedAt = performance.now();
  setTimeout(() => {
    slowestTimer =
      document.visibilityState === 'visible' ? 0 : Math.max(slowestTimer, performance.now() - armedAt);
    watchTimers();
  }, 100);
}

const page: TabPage = {
  start(url, { backoff = 0, ...options }) {
    watchTimers();
    // Every jitter is at its longest, so that what happens at once can be told from what happens soon.
    const environment = Object.assign(browserEnvironment(), { random: () => 0.99 });
    environment.subscribe((signal) => {
      signals.push(signal);
      history.push([performance.now(), signal]);
    });
    connection = createConnection({
      url,
      transport,
      environment,
      dialect: text(),
      backoff: constant(backoff),
      ...options,
    });
    connection.on('status', ({ status }) => {
      statuses.push(status);
      history.push([performance.now(), status]);
    });
    connection.on('pong', () => {
      pongs += 1;
    });
    connection.on('lost', ({ cause: { code }, wasOpen, silence }) => losses.push({ code, wasOpen, silence }));
  },
  report: () => ({
    visibility: document.visibilityState,
    online: navigator.onLine,
    status: connection?.status ?? 'idle',
    statuses,
    signals,
    history,
    slowestTimer: Math.round(slowestTimer),
    pings: transport.dials.at(-1)?.sentSince ?? 0,
    pongs,
    losses,
    dials: transport.dials.length,
    mostHeld: transport.mostHeld,
  }),
  async close() {
    await connection?.close();
  },
};

Object.assign(globalThis, { page });
