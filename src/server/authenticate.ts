import type { IncomingMessage } from 'node:http';
import type { Denial } from './denial.ts';
import type { Peer } from './events.ts';

/** Who somebody is, or that nobody is: `undefined`, `null`, `false`, or a denial that says more. */
export type Identity<User> = User | Denial | undefined | null | false;

/** Says who an upgrade request comes from. `signal` fires when nobody waits for the answer any more. */
export type Authenticate<User> = (
  request: IncomingMessage,
  signal: AbortSignal,
) => Identity<User> | PromiseLike<Identity<User>>;

/** Says who a peer is by its first message. It may `send` to the peer before it answers. */
export type AuthenticateFirst<In, Out, User> = (
  message: In,
  peer: Peer<Out, unknown>,
) => Identity<User> | PromiseLike<Identity<User>>;
