import type { System } from './system.ts';

/** S2's server: answers `ok` to `heart_beat` and echoes every other text. */
export interface TextHeartbeatServer extends System {
  /** Whether it answers `heart_beat`. */
  answers: boolean;
}

export function textHeartbeatServer(): TextHeartbeatServer {
  const server: TextHeartbeatServer = {
    answers: true,
    accept(peer) {
      peer.onMessage((text) => {
        if (text !== 'heart_beat') peer.send(`echo ${text}`);
        else if (server.answers) peer.send('ok');
      });
    },
  };
  return server;
}
