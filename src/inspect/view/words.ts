import type { Status } from '../../machines/connection-parts.ts';
import type { PeerStatus } from '../../machines/peer-parts.ts';

/** How a status bears on whoever waits for messages; the colour of all that stands for it. */
export type Tone = 'good' | 'wait' | 'bad' | 'still';

interface Word {
  readonly word: string;
  readonly tone: Tone;
}

const statuses: Readonly<Record<Status | PeerStatus, Word>> = {
  idle: { word: 'Idle', tone: 'still' },
  connecting: { word: 'Connecting', tone: 'wait' },
  open: { word: 'Open', tone: 'good' },
  'awaiting-pong': { word: 'Awaiting pong', tone: 'wait' },
  backoff: { word: 'Backoff', tone: 'bad' },
  offline: { word: 'Offline', tone: 'bad' },
  closing: { word: 'Closing', tone: 'still' },
  closed: { word: 'Closed', tone: 'still' },
  failed: { word: 'Failed', tone: 'bad' },
  handshaking: { word: 'Handshaking', tone: 'wait' },
  alive: { word: 'Alive', tone: 'good' },
  draining: { word: 'Draining', tone: 'still' },
  gone: { word: 'Gone', tone: 'still' },
};

export const wordOf = (status: Status | PeerStatus): string => statuses[status].word;
export const toneOf = (status: Status | PeerStatus): Tone => statuses[status].tone;

const deadlines: Readonly<Record<string, string>> = {
  connectTimeout: 'Attempt ends in',
  pingInterval: 'Next beat in',
  keepAlive: 'Next beat in',
  pongTimeout: 'Lost in',
  backoffDelay: 'Next attempt in',
  offlineRetry: 'Next attempt in',
  closeTimeout: 'Closed in',
};

/** What happens when a deadline of the chart has passed, up to the number: `Next attempt in`. */
export const deadlineWords = (name: string): string => deadlines[name] ?? `${name} in`;

const causes: Readonly<Record<string, string>> = {
  CONNECT_TIMEOUT: 'The attempt led to no open link in time.',
  PROVIDER_FAILED: 'The url or a credential could not be had.',
  DIAL_FAILED: 'The dial failed.',
  UPGRADE_REFUSED: 'The server refused the upgrade.',
  SOCKET_FAILED: 'The socket broke.',
  SOCKET_CLOSED: 'The socket was closed.',
  PONG_TIMEOUT: 'No sign of life came in time.',
  BAD_FRAME: 'A frame could not be read.',
  REFUSED: 'The peer refused the connection.',
  KICKED: 'The peer threw us out.',
  SUPERSEDED: 'The link was given up for a new one.',
  HANDSHAKE_TIMEOUT: 'The handshake took too long.',
  AUTHENTICATION_TIMEOUT: 'Nobody said in time who it is.',
  UNAUTHENTICATED: 'It is not known who it is.',
  RATE_EXCEEDED: 'Too many frames came.',
  SLOW_CONSUMER: 'Messages were read too slowly.',
  CLOSED_BY_US: 'Closed by the server.',
  DRAINED: 'Closed while the server was emptied.',
};

/** The code of a loss in plain words; the code itself where there are none. */
export const causeWords = (code: string): string => causes[code.replace('ERR_HEARTWIRE_', '')] ?? code;

/** A measured time in words: `12 ms`, `3.2 s`, `4 min 5 s`, `2 h 10 min`. */
export function duration(ms: number): string {
  if (ms < 1) return ms > 0 ? '< 1 ms' : '0 ms';
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  return longDuration(Math.round(ms / 1_000));
}

/** How long ago, in whole seconds and more: `5 s`, `4 min 5 s`. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return seconds < 60 ? `${seconds} s` : longDuration(seconds);
}

/** A time that counts down, with digits that do not come and go. */
export const countdown = (ms: number): string =>
  ms < 60_000 ? `${(Math.max(0, ms) / 1_000).toFixed(1)} s` : longDuration(Math.ceil(ms / 1_000));

function longDuration(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${seconds % 60} s`;
}

/** The time of day, to the millisecond, where the reader is. */
export function timeOfDay(time: number): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${day}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

export const bytes = (count: number): string => {
  if (count < 1_000) return `${count} B`;
  return count < 1_000_000 ? `${(count / 1_000).toFixed(1)} kB` : `${(count / 1_000_000).toFixed(1)} MB`;
};
