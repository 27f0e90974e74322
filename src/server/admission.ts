import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { addressGroup } from './address.ts';
import type { Authenticate } from './authenticate.ts';
import { type Denial, denialOf, denialReason } from './denial.ts';
import type { Refusal, RefusalReason } from './events.ts';
import { answerHttp } from './http-answer.ts';
import type { ServerSettings } from './options.ts';
import type { TimerWheel } from './timer-wheel.ts';
import { addressFrom, originOf, pathOf, type Upgrade } from './upgrade.ts';

type Rules = Pick<
  ServerSettings,
  | 'paths'
  | 'origins'
  | 'allowMissingOrigin'
  | 'authenticate'
  | 'authenticateTimeout'
  | 'maxPeers'
  | 'maxPeersPerAddress'
  | 'addressOf'
  | 'retryAfter'
  | 'closeTimeout'
>;

interface Turned {
  readonly status: number;
  readonly reason: RefusalReason;
  /** What the client is told; the reason by default. */
  readonly body?: string;
  /** In ms, where the client may ask again. */
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

type Proceed = (upgrade: Upgrade, user: unknown) => void;

/**
 * Decides which upgrades become peers. Each that does not gets a whole HTTP answer, and its socket is destroyed; what is thrown
 * or hangs on the way refuses it, and nothing else.
 */
export class Admission {
  /** While true every upgrade is refused with 503. */
  isClosed = false;
  readonly #rules: Rules;
  readonly #wheel: TimerWheel;
  readonly #refused: (refusal: Refusal) => void;
  /** Peers, and upgrades that `authenticate` is asked about. */
  #size = 0;
  readonly #byAddress = new Map<string, number>();

  constructor(rules: Rules, wheel: TimerWheel, refused: (refusal: Refusal) => void) {
    this.#rules = rules;
    this.#wheel = wheel;
    this.#refused = refused;
  }

  /** Lets `proceed` have the upgrade, with who it is; at once where there is nobody to ask. */
  admit(request: IncomingMessage, socket: Duplex, head: Buffer, proceed: Proceed): void {
    const { authenticate, addressOf, maxPeersPerAddress } = this.#rules;
    const isWanted = addressOf !== undefined || maxPeersPerAddress < Infinity;
    const address = isWanted ? addressFrom(request, addressOf) : undefined;
    const upgrade = { request, socket, head, address };
    const turned = this.#look(upgrade);
    if (turned) this.refuse(request, socket, turned);
    else if (authenticate) this.#ask(upgrade, authenticate, proceed);
    else proceed(upgrade, undefined);
  }

  /** Counts a peer in. */
  enter(address: string | undefined): void {
    this.#count(address, 1);
  }

  /** Counts a peer out: once for each that was counted in, and by the same address. */
  leave(address: string | undefined): void {
    this.#count(address, -1);
  }

  /** Answers with an HTTP status, and says so. */
  refuse(
    request: IncomingMessage,
    socket: Duplex,
    { status, reason, body, retryAfter, cause }: Turned,
  ): void {
    const headers = {
      ...(retryAfter !== undefined && { 'Retry-After': Math.ceil(retryAfter / 1_000) }),
      ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
      ...(reason === 'bad-upgrade' && { 'Sec-WebSocket-Version': '13, 8', Upgrade: 'websocket' }),
      ...(status === 405 && { Allow: 'GET' }),
    };
    answerHttp(socket, status, body ?? reason, headers, this.#wheel, this.#rules.closeTimeout);
    this.#refused({
      status,
      reason,
      address: addressFrom(request, this.#rules.addressOf),
      origin: originOf(request),
      path: pathOf(request),
      ...(cause !== undefined && { cause }),
    });
  }

  /** What can be told by looking: `undefined` where nothing is wrong. */
  #look({ request, address }: Upgrade): Turned | undefined {
    const { paths, origins, allowMissingOrigin, maxPeers, maxPeersPerAddress, retryAfter } = this.#rules;
    if (this.isClosed) return { status: 503, reason: 'draining', retryAfter };
    if (paths && !paths.includes(pathOf(request))) return { status: 404, reason: 'path' };
    if (origins) {
      const origin = originOf(request);
      const isAllowed = origin === undefined ? allowMissingOrigin : origins.includes(origin.toLowerCase());
      if (!isAllowed) return { status: 403, reason: 'origin' };
    }
    if (this.#size >= maxPeers) return { status: 503, reason: 'too-many-peers', retryAfter };
    if (maxPeersPerAddress < Infinity) {
      const count = this.#byAddress.get(addressGroup(address ?? '')) ?? 0;
      if (count >= maxPeersPerAddress)
        return { status: 503, reason: 'too-many-peers-of-address', retryAfter };
    }
    return undefined;
  }

  #ask(upgrade: Upgrade, authenticate: Authenticate<unknown>, proceed: Proceed): void {
    const { authenticateTimeout, retryAfter } = this.#rules;
    const { request, socket, address } = upgrade;
    const { signal, abort } = aborter();
    this.enter(address);
    let isOver = false;
    const settle = (next: () => void) => {
      if (isOver) return;
      isOver = true;
      this.#wheel.disarm(deadline);
      socket.off('error', destroy).off('close', leave);
      this.leave(address);
      next();
    };
    const refuse = (turned: Turned) => settle(() => this.refuse(request, socket, turned));
    const leave = () => settle(abort);
    const answered = (user: unknown) => {
      const denial = denialOf(user);
      if (denial) return refuse(turnedBy(denial, retryAfter));
      settle(() => {
        if (this.isClosed) this.refuse(request, socket, { status: 503, reason: 'draining', retryAfter });
        else proceed(upgrade, user);
      });
    };
    const failed = (cause: unknown) =>
      refuse({ status: 503, reason: 'authenticate-failed', retryAfter, cause });
    const deadline = this.#wheel.after(authenticateTimeout, () => {
      refuse({ status: 503, reason: 'authenticate-timeout', retryAfter });
      abort();
    });
    const destroy = () => void socket.destroy();
    socket.on('error', destroy).on('close', leave);
    try {
      Promise.resolve(authenticate(request, signal)).then(answered, failed);
    } catch (cause) {
      failed(cause);
    }
  }

  #count(address: string | undefined, change: number): void {
    this.#size += change;
    if (address === undefined || this.#rules.maxPeersPerAddress === Infinity) return;
    const group = addressGroup(address);
    const count = (this.#byAddress.get(group) ?? 0) + change;
    if (count > 0) this.#byAddress.set(group, count);
    else this.#byAddress.delete(group);
  }
}

function turnedBy({ status, reason, retryAfter }: Denial, fallback: number): Turned {
  return {
    status,
    reason: denialReason(status),
    body: reason,
    retryAfter: status === 503 ? (retryAfter ?? fallback) : undefined,
  };
}

function aborter() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
