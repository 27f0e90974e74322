import { WebSocket } from 'ws';

/** What the native half of a socket tells; only strings and numbers cross. */
export interface NativeListener {
  opened(protocol: string): void;
  text(data: string): void;
  /** Bytes as JSON. */
  binary(bytes: string): void;
  closed(code: number, reason: string): void;
  failed(message: string): void;
}

export interface NativeSocket {
  send(text: string): void;
  sendBinary(bytes: string): void;
  close(code: number, reason: string): void;
}

/** The native half of React Native's WebSocket. */
export interface Native {
  connect(url: string, protocols: readonly string[], listener: NativeListener): NativeSocket;
}

/** One on real sockets; `end` cuts those that are left. */
export function native(): Native & { end(): void } {
  const sockets = new Set<WebSocket>();
  return {
    connect(url, protocols, listener) {
      const socket = new WebSocket(url, [...protocols]);
      sockets.add(socket);
      let fault = 'cut';
      socket.on('open', () => listener.opened(socket.protocol));
      socket.on('message', (data: Buffer, isBinary) => {
        if (isBinary) listener.binary(JSON.stringify([...data]));
        else listener.text(data.toString());
      });
      socket.on('error', ({ message }) => {
        fault = message;
      });
      socket.on('close', (code, reason) => {
        sockets.delete(socket);
        if (code === 1006) listener.failed(fault);
        else listener.closed(code, reason.toString());
      });
      return {
        send: (text) => socket.send(text),
        sendBinary: (bytes) => socket.send(Uint8Array.from(JSON.parse(bytes))),
        close: (code, reason) => socket.close(code, reason),
      };
    },
    end() {
      for (const socket of sockets) socket.terminate();
    },
  };
}
