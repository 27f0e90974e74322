import type { Loss } from '../ports/loss.ts';
import type { Link, Transport } from '../ports/transport.ts';

/** How a socket closed. */
export type Close = Pick<Loss, 'closeCode' | 'reason' | 'wasClean'>;

/**
 * Lets everything pass, and tells what a connection does not: where it dialed, by the normalised url, and how a socket closed that
 * we closed. `closed` is told before the connection hears of it.
 */
export function watched(
  transport: Transport,
  dialed: (url: string, link: Link) => void,
  closed: (close: Close) => void,
): Transport {
  return {
    name: transport.name,
    controlFrames: transport.controlFrames,
    open(request, sink) {
      const link = transport.open(request, {
        open: (protocol) => sink.open(protocol),
        frame: (data) => sink.frame(data),
        heard: (frame) => sink.heard(frame),
        error: (cause) => sink.error(cause),
        close(closeCode, reason, wasClean) {
          closed({ closeCode, reason, wasClean });
          sink.close(closeCode, reason, wasClean);
        },
      });
      dialed(request.url, link);
      return link;
    },
  };
}
