import type { Attempt, Frame, Link, Transport } from '../../ports/transport.ts';
import type { ContractCase } from '../contract.ts';

/**
 * What the other end does with a dial. `echo`: sends every message back. `script`: obeys each `ScriptCommand`. `close`: opens, then
 * closes with `code` and `reason` of the query. `refuse`: answers the upgrade with HTTP `status`. `drop`: cuts the connection
 * instead of answering. `silent`: never answers. `unreachable`: nobody listens. `echo` and `script` select the first subprotocol.
 */
export type Counterpart = 'echo' | 'script' | 'close' | 'refuse' | 'drop' | 'silent' | 'unreachable';

/** What a `script` is asked to do, each in a JSON text message of its own. */
export type ScriptCommand =
  | { readonly do: 'send'; readonly text: string }
  | { readonly do: 'sendBinary'; readonly bytes: readonly number[] }
  | { readonly do: 'ping' }
  /** Sends a pong that nobody asked for, with that payload. */
  | { readonly do: 'pong'; readonly text: string }
  /** Without a code, the close frame is empty (1005). */
  | { readonly do: 'close'; readonly code?: number; readonly reason?: string }
  /** Cuts the connection without a close frame (1006). */
  | { readonly do: 'terminate' };

/** What one row of the contract brings: a transport, other ends for it, and its own way to let time pass. */
export interface TransportHarness {
  readonly transport: Transport;
  /** Whether it sends a `Blob`. */
  readonly sendsBlobs: boolean;
  /** Whether it sees the HTTP status of a refused upgrade. */
  readonly seesHttpStatus: boolean;
  /** Set where a test may make a discarded link speak, on purpose: what is promised of late events does not apply. */
  readonly speaksAfterDiscard?: true;
  url(counterpart: Counterpart, query?: Readonly<Record<string, string>>): string;
  /** Lets time pass until `condition` holds; rejects when it takes far too long. */
  until(condition: () => boolean): Promise<void>;
  /** Lets so much time pass that whatever is under way arrives. */
  quiet(): Promise<void>;
}

/** One promise of the port, without a test runner. */
export interface TransportCase extends ContractCase<TransportHarness> {
  /** Whether the promise is one that this transport makes. */
  readonly appliesTo: (harness: TransportHarness) => boolean;
}

/** One reported event, frames as they came. */
export type Report =
  | readonly ['open', string]
  | readonly ['frame', Frame]
  | readonly ['heard', 'ping' | 'pong']
  | readonly ['close', number, string, boolean]
  | readonly ['error', Error];

/** One dial and all that was reported of it. */
export interface Dial {
  readonly link: Link;
  readonly reports: readonly Report[];
  /** Resolves once the socket is open. */
  opened(): Promise<void>;
  /** Resolves once `close` or `error` was reported, and a while after, so that a second one would be seen. */
  ended(): Promise<void>;
  /** Resolves once that many frames came in, with all of them. */
  frames(count: number): Promise<Frame[]>;
  /** Sends a command to a `script`. */
  command(command: ScriptCommand): void;
}

export interface DialOptions {
  readonly protocols?: readonly string[];
  /** Hears each report as it comes. */
  readonly onReport?: (report: Report, link: Link | undefined) => void;
}

/** What a case works with: its harness, and dials that are discarded when it ends. */
export interface Bench extends TransportHarness {
  dial(url: string, options?: DialOptions): Dial;
}

const attempt: Attempt = {
  number: 0,
  cause: undefined,
  verdict: 'retry',
  signal: new AbortController().signal,
};

/** Builds a case; `appliesTo` says for which transports, by what they declare. */
export function transportCase(
  title: string,
  body: (bench: Bench) => Promise<void>,
  appliesTo: (harness: TransportHarness) => boolean = () => true,
): TransportCase {
  return {
    title,
    appliesTo,
    async run(harness) {
      const links: Link[] = [];
      const dial: Bench['dial'] = (url, options) => {
        const started = startDial(harness, url, options);
        links.push(started.link);
        return started;
      };
      try {
        await body({ ...harness, dial });
      } finally {
        for (const link of links) link.discard();
      }
    },
  };
}

function startDial(harness: TransportHarness, url: string, options: DialOptions = {}): Dial {
  const { protocols = [], onReport } = options;
  const reports: Report[] = [];
  let link: Link | undefined;
  const report = (entry: Report): void => {
    reports.push(entry);
    onReport?.(entry, link);
  };
  const opening = harness.transport.open(
    { url, protocols, attempt },
    {
      open: (protocol) => report(['open', protocol]),
      frame: (data) => report(['frame', data]),
      heard: (frame) => report(['heard', frame]),
      close: (code, reason, wasClean) => report(['close', code, reason, wasClean]),
      error: (cause) => report(['error', cause]),
    },
  );
  link = opening;
  const has = (...kinds: readonly string[]): boolean => reports.some(([kind]) => kinds.includes(kind));
  const framesSoFar = (): Frame[] => reports.flatMap((entry) => (entry[0] === 'frame' ? [entry[1]] : []));
  return {
    link: opening,
    reports,
    async opened() {
      await harness.until(() => has('open', 'close', 'error'));
      if (!has('open')) throw new Error(`the dial ended before it opened: ${reports.map(String).join('; ')}`);
    },
    async ended() {
      await harness.until(() => has('close', 'error'));
      await harness.quiet();
    },
    async frames(count) {
      await harness.until(() => framesSoFar().length >= count || has('close', 'error'));
      return framesSoFar();
    },
    command: (command) => opening.send(JSON.stringify(command)),
  };
}
