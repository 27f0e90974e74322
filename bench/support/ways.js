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
 * Runs the chart by itself in this way, for a host that does nothing, and gives what sends it an event.
 * @param {Way} way
 * @param {any} host
 * @returns {Promise<(event: { type: string }) => void>}
 */
export async function bareChart(way, host) {
  if (way === 'heartwire/lite') {
    const { runConnection } = await import(built('machines/run-connection.js'));
    return runConnection(host).send;
  }
  const { createActor } = await import('xstate');
  const { statusOf } = await import(built('machines/connection-parts.js'));
  const logic =
    way === 'machine'
      ? (await import(built('machines/connection.js'))).connectionMachine
      : (await import(built('machines/connection-table-logic.js'))).connectionTableLogic;
  const actor = createActor(logic, { input: { host: () => host }, clock: host });
  actor.subscribe((snapshot) => host.observe(statusOf(/** @type {any} */ (snapshot))));
  actor.start();
  return (event) => actor.send(event);
}
