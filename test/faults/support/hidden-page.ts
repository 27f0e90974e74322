import { browserTransport } from '../../../src/adapters/browser.ts';
import { constant } from '../../../src/backoff/index.ts';
import { createConnection } from '../../../src/connection.ts';
import { text } from '../../../src/dialects/text.ts';
import { observed } from './observed.ts';

/** What a page knows of its connection. Times in ms. */
export interface PageReport {
  readonly visibility: DocumentVisibilityState;
  readonly status: string;
  /** The longest that a timer of 100 took since the page was last visible. */
  readonly slowestTimer: number;
  /** Pings that went out since the peer was last heard. */
  readonly pings: number;
  readonly pongs: number;
  readonly losses: readonly { readonly code: string; readonly silence: number }[];
}

/** What a test in Node may call in the page. */
export interface HiddenPage {
  start(url: string): void;
  report(): PageReport;
}

const transport = observed(browserTransport());
const losses: { readonly code: string; readonly silence: number }[] = [];
let pongs = 0;
let slowestTimer = 0;
let status = 'idle';

function watchTimers(): void {
  const armedAt = performance.now();
  setTimeout(() => {
    slowestTimer =
      document.visibilityState === 'visible' ? 0 : Math.max(slowestTimer, performance.now() - armedAt);
    watchTimers();
  }, 100);
}

const page: HiddenPage = {
  start(url) {
    watchTimers();
    const connection = createConnection({
      url,
      transport,
      dialect: text(),
      backoff: constant(0),
      heartbeat: { pingInterval: 200, pongTimeout: 100 },
    });
    connection.on('status', (event) => {
      status = event.status;
    });
    connection.on('pong', () => {
      pongs += 1;
    });
    connection.on('lost', ({ cause: { code }, silence }) => losses.push({ code, silence }));
  },
  report: () => ({
    visibility: document.visibilityState,
    status,
    slowestTimer: Math.round(slowestTimer),
    pings: transport.dials.at(-1)?.sentSince ?? 0,
    pongs,
    losses,
  }),
};

Object.assign(globalThis, { page });
