// @ts-check
import { built } from './build.js';

/**
 * The three ways to run the connection's chart: XState's own machine, what the table is held against; the table as an XState actor; the
 * table without XState.
 * @typedef {'machine' | 'heartwire' | 'heartwire/lite'} Way
 */

/** @type {readonly Way[]} */
export const ways = ['machine', 'heartwire', 'heartwire/lite'];

const entries = { heartwire: 'index.js', 'heartwire/lite': 'lite.js' };

/** `createConnection`, with the chart run in this way. @param {Way} way @returns {Promise<(options: object) => any>} */
export async function creatorOf(way) {
  return way === 'machine' ? machineCreator() : (await import(built(entries[way]))).createConnection;
}

async function machineCreator() {
  const { createActor } = await import('xstate');
  const { connectionMachine } = await import(built('machines/connection.js'));
  const { statusOf } = await import(built('machines/connection-parts.js'));
  const { HostedConnection, started } = await import(built('hosted-connection.js'));

  class MachineConnection extends HostedConnection {
    /** @param {object} options */
    constructor(options) {
      super(options);
      this.actor = createActor(connectionMachine, {
        input: { host: () => this },
        clock: /** @type {any} */ (this),
      });
      this.actor.subscribe((snapshot) => this.observe(statusOf(snapshot)));
      this.actor.start();
    }

    get context() {
      return this.actor.getSnapshot().context;
    }

    /** @param {any} event */
    take(event) {
      this.actor.send(event);
    }
  }
  return (/** @type {object} */ options) => started(new MachineConnection(options));
}

/**
 * Runs the chart by itself in this way: for a host that does nothing, it gives what sends the chart an event.
 * @param {Way} way
 * @returns {Promise<(host: any) => (event: { type: string }) => void>}
 */
export async function chartOf(way) {
  if (way === 'heartwire/lite') {
    const { runConnection } = await import(built('run-connection.js'));
    return (host) => runConnection(host).send;
  }
  const { createActor } = await import('xstate');
  const { statusOf } = await import(built('machines/connection-parts.js'));
  const logic =
    way === 'machine'
      ? (await import(built('machines/connection.js'))).connectionMachine
      : (await import(built('connection-actor.js'))).connectionTableLogic;
  return (host) => {
    const actor = createActor(logic, { input: { host: () => host }, clock: host });
    actor.subscribe((snapshot) => host.observe(statusOf(/** @type {any} */ (snapshot))));
    actor.start();
    return (event) => actor.send(event);
  };
}

/** A host that does nothing but note the status. Its clock stands still. */
export async function idleHost() {
  const { effects } = await import(built('machines/connection-parts.js'));
  const nothing = () => {};
  const host = {
    ...Object.fromEntries(effects.map((/** @type {string} */ name) => [name, nothing])),
    status: '',
    policy: {
      ...{ canPing: true, keepAlive: 'when-quiet', pingInterval: 25_000, pongTimeout: 10_000 },
      ...{ connectTimeout: 10_000, closeTimeout: 2_000, probeTimeout: 3_000, offlineRetry: 60_000 },
      retry: { limit: Number.POSITIVE_INFINITY, stableAfter: 5_000 },
    },
    environment: { now: () => 0, random: () => 0 },
    dialect: {},
    heardAt: 0,
    isOffline: false,
    openLink: nothing,
    discardLink: nothing,
    setTimeout: () => 1,
    clearTimeout: nothing,
    observe(/** @type {string} */ status) {
      host.status = status;
    },
  };
  return host;
}
