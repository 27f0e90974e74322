/** The class that a client is given: a bare WebSocket, or the drop-in in the client's mode. */
export type SocketClass = new (url: string, protocols?: string | string[]) => WebSocket;

/** What stands behind a server and outlives it: it does units of work, and can stop in the middle of one. */
export interface Desk {
  /** Does the n-th unit of work, once more each time that it is asked to; resolves with n. */
  do(n: number): Promise<number>;
  /** Something that a restart does not take away, such as a database; made at the first call. */
  kept<T>(make: () => T): T;
}

/** A server that listens. */
export interface Served {
  /** Ends as a process does: at once, without a word to anybody. */
  close(): Promise<void>;
}

/** A client at work. */
export interface Session {
  /** Starts the n-th unit of work. Its result is told to `heard`; what it throws or rejects with is a failure that its user hears of. */
  unit(n: number): unknown;
  /** The results there are, where they are a state and `heard` is not told. */
  results?(): readonly number[];
  close(): unknown;
}

/** What its user sees of a unit of work: its result, how often, or that it failed. */
export type Seen = 'once' | 'twice or more' | 'failed' | 'nothing';

/** A client of somebody else over the drop-in, and a server for it. */
export interface ClientRow {
  readonly name: string;
  /** `whole`: the drop-in reconnects under it. `single link`: the client makes a new socket by itself. */
  readonly mode: 'whole' | 'single link';
  /** What comes of a unit that was under way when the link was cut, by the client's own rules: what its user sees, and how often it is begun. */
  readonly underWay: { readonly seen: Seen; readonly runs: number };
  /** A message that its server answers, which tells a page that the link lives. */
  readonly beat?: { readonly ping: string; readonly pong: string };
  /** Whether the server is none of its own: nobody else can have it. */
  readonly isMock?: true;
  /** Why its server cannot be had here; `undefined` where it can. */
  missing?(): string | undefined;
  /** Starts the server on a port of the loopback. */
  serve(desk: Desk, port: number): Promise<Served>;
  /** Starts the client, which dials at once. `heard(n)` tells of the result of a unit. */
  connect(url: string, Socket: SocketClass, heard: (n: number) => void): Session | Promise<Session>;
}
