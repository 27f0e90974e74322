import { closeCode, type Loss, type Status } from 'heartwire';
import { HEARTBEAT } from './connection.ts';
import { seconds } from './dom.ts';

/** The states in the order in which a connection meets them, each with what it means. */
export const STATES: Readonly<Record<Status, { readonly word: string; readonly note: string }>> = {
  idle: { word: 'Idle', note: 'Nobody has asked for a link yet.' },
  connecting: { word: 'Connecting', note: 'Fetching the token, dialing, shaking hands.' },
  open: { word: 'Open', note: 'The server answers.' },
  'awaiting-pong': {
    word: 'Awaiting pong',
    note: `A ping is out; silence for ${seconds(HEARTBEAT.pongTimeout)} means that the link is dead.`,
  },
  backoff: { word: 'Backoff', note: 'The link is gone; waiting before the next try.' },
  offline: { word: 'Offline', note: 'The browser says that there is no network.' },
  closing: { word: 'Closing', note: 'Our close frame is out.' },
  closed: { word: 'Closed', note: 'Closed on purpose. Connect starts again.' },
  failed: { word: 'Failed', note: 'Gave up. Only Reconnect leaves this state.' },
};

const causes: Readonly<Record<string, string>> = {
  ERR_HEARTWIRE_PONG_TIMEOUT: 'The server gave no sign of life in time.',
  ERR_HEARTWIRE_CONNECT_TIMEOUT: 'The attempt did not lead to an open link in time.',
  ERR_HEARTWIRE_DIAL_FAILED: 'The dial failed: nobody took the connection.',
  ERR_HEARTWIRE_PROVIDER_FAILED: 'No token could be fetched.',
  ERR_HEARTWIRE_SUPERSEDED: 'Given up for a new link, as asked.',
  ERR_HEARTWIRE_BAD_FRAME: 'The server sent something unreadable.',
};

const closes: Readonly<Record<number, string>> = {
  1001: 'The server went away.',
  1006: 'The link broke off without a goodbye.',
  1012: 'The server is restarting.',
  4401: 'The server no longer takes our token.',
};

/** Why a link was lost, in plain words. */
export function inPlainWords(cause: Loss): string {
  const { code, closeCode: given } = cause;
  if (code !== 'ERR_HEARTWIRE_SOCKET_CLOSED' || given === undefined) return causes[code] ?? code;
  return closes[given] ?? `The server closed: ${closeCode(given).name}.`;
}

/** The codes of a loss: the error's, and the close code where there is one. */
export function codesOf({ code, closeCode: given }: Loss): string {
  return given === undefined ? code : `${code} · ${given}`;
}
