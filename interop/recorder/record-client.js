// @ts-check
import { setTimeout as sleep } from 'node:timers/promises';
import { scriptedServer } from './scripted-server.js';

/**
 * How one official client is recorded.
 * @typedef {object} Recording
 * @property {string} package whose client it is
 * @property {string} [protocol] the subprotocol that the server selects
 * @property {(port: number, beats: boolean) => Promise<Client> | Client} start dials. `beats`: with an interval of `BEAT`, else with one
 *   that is never reached
 * @property {(link: import('./scripted-server.js').ScriptedLink) => Promise<void>} welcome the server's part until the client takes itself
 *   for connected
 * @property {(link: import('./scripted-server.js').ScriptedLink, client: Client) => Promise<void>} data some data, both ways
 * @property {(link: import('./scripted-server.js').ScriptedLink) => Promise<void>} beats three beats
 * @property {readonly End[]} ends the ways to end a link that are tried
 *
 * @typedef {{ readonly say?: () => void, readonly stop: () => unknown }} Client
 *
 * How the server ends a link: it says something, closes with a code, or cuts the TCP connection.
 * @typedef {{ readonly say?: string, readonly close?: number, readonly reason?: string, readonly cut?: true }} End
 *
 * What a client did: the same at every run of the same version.
 * @typedef {object} Trace
 * @property {string} client package and version
 * @property {string} url path and query of its dial
 * @property {readonly string[]} protocols
 * @property {readonly import('./scripted-server.js').TracedFrame[]} data
 * @property {readonly import('./scripted-server.js').TracedFrame[]} beats
 * @property {readonly (End & { readonly redials: Redials })[]} ends what it does after the link has ended in each way
 *
 * @typedef {'at once' | 'after a second' | 'never'} Redials
 */

/** Interval of beats in ms. Short, and longer than a busy machine stands still. */
export const BEAT = 300;
/** An interval that no recording reaches, in ms. */
export const NEVER = 600_000;

/** A client that has not dialed again by now never does, in ms: each is told to wait at most 10 ms, where it can be told. */
const NO_REDIAL = 2_500;
/** Sooner is at once. */
const AT_ONCE = 700;

/** @param {Recording} recording @param {string} version @returns {Promise<Trace>} */
export async function recordClient(recording, version) {
  const data = await converse(recording, false, (link, client) => recording.data(link, client));
  const beats = await converse(recording, true, (link) => recording.beats(link));
  const ends = recording.ends.map(async (end) => ({ ...end, redials: await redial(recording, end) }));
  return {
    client: `${recording.package}@${version}`,
    url: data.url,
    protocols: data.protocols,
    data: data.frames,
    beats: beats.frames,
    ends: await Promise.all(ends),
  };
}

/** @param {Recording} recording @param {boolean} beats @param {(link: import('./scripted-server.js').ScriptedLink, client: Client) => Promise<void>} act */
async function converse(recording, beats, act) {
  /** @type {(link: import('./scripted-server.js').ScriptedLink) => void} */
  let dialed = () => {};
  const first = new Promise((resolve) => {
    dialed = resolve;
  });
  const server = await scriptedServer({ ...recording, dial: (link) => dialed(link) });
  const client = await recording.start(server.port, beats);
  try {
    const link = await first;
    await recording.welcome(link);
    await act(link, client);
    return { url: link.url, protocols: link.protocols, frames: [...link.frames] };
  } finally {
    await client.stop();
    await server.close();
  }
}

/** @param {Recording} recording @param {End} end @returns {Promise<Redials>} */
async function redial(recording, { say, close, reason, cut }) {
  let endedAt = Number.NaN;
  /** @type {(after: number) => void} */
  let again = () => {};
  const redialed = new Promise((resolve) => {
    again = resolve;
  });
  const server = await scriptedServer({
    ...recording,
    dial(link, index) {
      if (index > 0) return again(performance.now() - endedAt);
      recording.welcome(link).then(async () => {
        // The client hears of its welcome first.
        await sleep(50);
        endedAt = performance.now();
        if (say !== undefined) link.send(say);
        if (close) link.close(close, reason);
        if (cut) link.cut();
      });
    },
  });
  const client = await recording.start(server.port, false);
  const after = await Promise.race([redialed, sleep(NO_REDIAL, Infinity)]);
  await client.stop();
  await server.close();
  return after < AT_ONCE ? 'at once' : after < NO_REDIAL ? 'after a second' : 'never';
}

/** Ends by a close with each of these codes. @param {readonly number[]} codes @param {string} [reason] @returns {End[]} */
export const closes = (codes, reason) => codes.map((close) => ({ close, ...(reason && { reason }) }));
