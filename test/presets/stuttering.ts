import type { Transport } from '../../src/ports/transport.ts';

/** A transport that reports each end of a socket as often as browsers and `ws` do between them: error, close, close again. */
export function stuttering(transport: Transport): Transport {
  return {
    name: transport.name,
    controlFrames: transport.controlFrames,
    open(request, sink) {
      const end = (code: number, reason: string, wasClean: boolean) => {
        sink.error(new Error('the socket broke'));
        sink.close(code, reason, wasClean);
        sink.close(1006, '', false);
      };
      return transport.open(request, {
        open: (protocol) => sink.open(protocol),
        frame: (data) => sink.frame(data),
        heard: (frame) => sink.heard(frame),
        close: end,
        error: () => end(1006, '', false),
      });
    },
  };
}
