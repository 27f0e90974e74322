// @ts-check
import { built } from '../../support/build.js';

/**
 * @typedef {{ heard(): void }} LogicalPeer one without a socket: `heard` is an inbound frame
 * @typedef {{ readonly interval: number, readonly isQuiet: boolean }} Beating
 * `interval` in ms, after which a peer that said nothing is asked, and as long again until it is lost. `isQuiet`: whether peers say
 * nothing but the answer, or have always just been heard.
 * @typedef {{ make(): LogicalPeer, expiries(): number }} Keeper `expiries`: how many deadlines have passed
 * @typedef {(beating: Beating) => Keeper | Promise<Keeper>} StartKeeper
 */

/** Ways to keep the deadlines of many peers. @satisfies {Readonly<Record<string, StartKeeper>>} */
export const keepers = {
  heartwire: wheel,
  'clearTimeout, setTimeout': (beating) =>
    timeouts(beating, (peer) => {
      clearTimeout(peer.timer);
      peer.timer = setTimeout(() => peer.expired(), beating.interval);
    }),
  'timeout.refresh': (beating) => timeouts(beating, ({ timer }) => timer.refresh()),
};

/** @typedef {keyof typeof keepers} KeeperName */

/** Answers for peers that were pinged, in the next turn of the event loop. */
function answering() {
  /** @type {LogicalPeer[]} */
  let pinged = [];
  const answer = () => {
    const peers = pinged;
    pinged = [];
    for (const peer of peers) peer.heard();
  };
  return (/** @type {LogicalPeer} */ peer) => {
    if (pinged.push(peer) === 1) setImmediate(answer);
  };
}

const nothing = () => {};

/**
 * The rows of our supervisor: its wheel, its chart, its stamp of a frame.
 * @param {Beating} beating
 * @returns {Promise<Keeper>}
 */
async function wheel({ interval, isQuiet }) {
  const { TimerWheel } = await import(built('server/timer-wheel.js'));
  const { PeerRow, rowRunner } = await import(built('server/peer-row.js'));
  const { platformClock } = await import(built('server/clock.js'));
  const { ServerPeer } = await import(built('server/peer.js'));
  const { WHEEL_TICK } = await import(built('server/defaults.js'));
  const clock = platformClock();
  const wheel = new TimerWheel({ tick: WHEEL_TICK, clock });
  const never = { handshakeTimeout: Infinity, closeTimeout: Infinity, authenticationTimeout: Infinity };
  const host = {
    wheel,
    policy: {
      ...never,
      times: { pingInterval: interval, pongTimeout: interval },
      ...{ canPing: true, needsHandshake: false, needsAuthentication: false },
    },
    now: () => wheel.time,
    random: clock.random,
    heardAt: (/** @type {any} */ row) => row.heardAt,
    tell(/** @type {any} */ row, /** @type {unknown} */ event) {
      wheel.now();
      runner.send(row, event);
    },
  };
  const lose = () => {
    throw new Error('A peer was lost that answers.');
  };
  const runner = rowRunner(wheel, {
    ...{ announcePeer: nothing, announceLost: lose, announceGone: lose },
    ...{ sendPing: answering(), sendClose: lose, terminate: lose },
  });
  let expiries = 0;
  class Row extends PeerRow {
    expired() {
      expiries += 1;
      if (!isQuiet) this.heardAt = wheel.time;
      super.expired();
    }
  }
  // What a frame does to a peer with a socket, without the socket.
  Row.prototype.heard = ServerPeer.prototype.heard;
  Row.prototype.tell = ServerPeer.prototype.tell;
  const hostOf = () => host;
  return {
    expiries: () => expiries,
    make() {
      wheel.now();
      /** @type {any} */
      const row = new /** @type {any} */ (Row)(hostOf, wheel.stamp);
      runner.enter(row, { type: 'xstate.init' });
      return row;
    },
  };
}

/**
 * One timer of the platform for each peer.
 * @param {Beating} beating
 * @param {(peer: { timer: NodeJS.Timeout, expired(): void }) => void} rearm
 * @returns {Keeper}
 */
function timeouts({ interval, isQuiet }, rearm) {
  let expiries = 0;
  const answer = answering();
  class Peer {
    // Spread, as ours are.
    timer = setTimeout(() => this.started(), Math.random() * interval);

    started() {
      this.timer = setTimeout(() => this.expired(), interval);
      this.expired();
    }

    expired() {
      expiries += 1;
      rearm(this);
      if (isQuiet) answer(this);
    }

    heard() {
      rearm(this);
    }
  }
  return { expiries: () => expiries, make: () => new Peer() };
}
