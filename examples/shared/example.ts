import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** What an example's server is started with. */
export interface Surroundings {
  /** Listening already, and serving the page. */
  readonly server: Server;
  /** Where its pages may come from, as `http://127.0.0.1:5180`; where it is itself among them. */
  readonly origins: readonly string[];
}

/** Answers a request that concerns the example's server, and says whether it did. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A server that was started. */
export interface Example {
  readonly answer?: Answer;
  /** Closes all links and resolves when none is left. */
  close(): Promise<void>;
}

/** What each `server.ts` exports. */
export type Start = (surroundings: Surroundings) => Example | Promise<Example>;
