import { type Clock, every, fieldsOf, type System, type SystemPeer } from './system.ts';

export interface ServerLedOptions {
  readonly clock: Clock;
  /** How often it beats, in ms. Default 1,000. */
  readonly sweep?: number;
  /** The tokens that it takes; without a list nobody needs one. */
  readonly tokens?: ReadonlySet<string>;
}

/** S4's server: chat rooms with an online count, which beats and terminates who did not answer the last beat. */
export interface ServerLedServer extends System {
  /** Whether it beats. */
  beats: boolean;
  /** Online counts by room, as wrong as the text has them. */
  readonly counts: ReadonlyMap<unknown, number>;
  /** How many peers were terminated for silence. */
  readonly terminated: number;
  /** The sockets that are there, by who entered on them. */
  readonly online: readonly unknown[];
  /** Sends text to all, whatever it is. */
  shout(text: string): void;
}

interface Guest {
  readonly peer: SystemPeer;
  name: unknown;
  room: unknown;
  hasToken: boolean;
  answered: boolean;
}

export function serverLedServer({ clock, sweep = 1_000, tokens }: ServerLedOptions): ServerLedServer {
  const guests = new Set<Guest>();
  const counts = new Map<unknown, number>();
  let terminated = 0;

  const count = (room: unknown, change: number) => {
    const num = (counts.get(room) ?? 0) + change;
    counts.set(room, num);
    return num;
  };
  const broadcast = (room: unknown, event: object) => {
    for (const guest of guests) if (guest.room === room) guest.peer.send(JSON.stringify(event));
  };

  const receive = (guest: Guest, text: string) => {
    const { event, message, roomId } = fieldsOf(text);
    if (event === 'heartbeat') guest.answered = true;
    if (event === 'auth') guest.hasToken = tokens?.has(String(message)) ?? true;
    if (event === 'enter') {
      if (!guest.hasToken) return guest.peer.send('{"event":"noAuth"}');
      Object.assign(guest, { name: message, room: roomId });
      broadcast(roomId, { event: 'enter', name: message, num: count(roomId, 1) });
    }
    if (event === 'message') {
      broadcast(guest.room, { event: 'message', message, name: guest.name, num: counts.get(guest.room) });
    }
  };

  every(clock, sweep, () => {
    for (const guest of guests) {
      if (!server.beats) return;
      if (!guest.answered) {
        terminated += 1;
        // The text counts here and again when the socket has closed.
        count(guest.room, -1);
        guest.peer.terminate();
        continue;
      }
      guest.answered = false;
      guest.peer.send(
        JSON.stringify({ event: 'heartbeat', message: 'ping', num: counts.get(guest.room) ?? 0 }),
      );
    }
  });

  const server: ServerLedServer = {
    beats: true,
    counts,
    get terminated() {
      return terminated;
    },
    get online() {
      return Array.from(guests, ({ name }) => name);
    },
    accept(peer) {
      const guest: Guest = { peer, name: undefined, room: undefined, hasToken: !tokens, answered: true };
      guests.add(guest);
      peer.onMessage((text) => receive(guest, text));
      peer.onClose(() => {
        guests.delete(guest);
        if (guest.room !== undefined) {
          broadcast(guest.room, { event: 'out', name: guest.name, num: count(guest.room, -1) });
        }
      });
    },
    shout(text) {
      for (const { peer } of guests) peer.send(text);
    },
  };
  return server;
}
