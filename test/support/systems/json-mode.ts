import type { System, SystemPeer } from './system.ts';

/** S3's server: echoes each object, heart beats and messages alike. */
export interface JsonModeServer extends System {
  /** Whether it echoes heart beats. */
  answers: boolean;
  /** Sends a message to every socket that ever came, the closed ones included: its flaw. */
  announce(msg: unknown): void;
}

export function jsonModeServer(): JsonModeServer {
  const everyone: SystemPeer[] = [];
  const server: JsonModeServer = {
    answers: true,
    accept(peer) {
      everyone.push(peer);
      peer.onMessage((text) => {
        if (server.answers || !text.includes('HEART_BEAT')) peer.send(text);
      });
    },
    announce(msg) {
      for (const peer of everyone) peer.send(JSON.stringify({ mode: 'MESSAGE', msg }));
    },
  };
  return server;
}
