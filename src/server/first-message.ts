import { LossError } from '../errors.ts';
import type { Loss } from '../ports/loss.ts';
import type { AuthenticateFirst } from './authenticate.ts';
import { denialOf, denied } from './denial.ts';
import type { ServerPeer } from './peer.ts';
import { AUTHENTICATING } from './peer-row.ts';

/**
 * Has `authenticate` look at a peer's first message. Where the answer takes time, the socket is not read meanwhile, and what had
 * come with the first message is delivered after it: a peer that nobody knows yet cannot fill the memory.
 */
export function authenticateFirst(
  peer: ServerPeer,
  message: unknown,
  authenticate: AuthenticateFirst<unknown, never, unknown>,
  retryAfter: number,
  deliver: (peer: ServerPeer, message: unknown) => void,
): void {
  const held: unknown[] = [];
  peer.held = held;
  const answered = (answer: unknown) => {
    peer.held = undefined;
    if (peer.leaf !== AUTHENTICATING) return;
    const denial = denialOf(answer);
    if (denial) return turnOut(peer, denied(denial, retryAfter));
    peer.user = answer;
    peer.tell({ type: 'peer.authenticated' });
    for (const each of held) deliver(peer, each);
  };
  const failed = (cause: unknown) => {
    peer.held = undefined;
    if (peer.leaf === AUTHENTICATING) turnOut(peer, broken(cause));
  };
  let answer: unknown;
  try {
    answer = authenticate(message, peer as never);
  } catch (cause) {
    failed(cause);
    return;
  }
  if (isPromise(answer)) {
    peer.socket.pause();
    answer.then(answered, failed).then(() => peer.socket.resume());
  } else answered(answer);
}

function turnOut(peer: ServerPeer, cause: Loss): void {
  peer.isDeaf = true;
  peer.tell({ type: 'peer.refused', cause });
}

function broken(cause: unknown): LossError {
  return new LossError('ERR_HEARTWIRE_UNAUTHENTICATED', 'What looks at the first message failed.', {
    closeCode: 1011,
    wasOpen: false,
    cause,
  });
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
