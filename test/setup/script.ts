import type { WebSocket } from 'ws';

/** What a client of `/script` can ask for, one JSON text message each. */
export type Command =
  /** `after`: how many ms later; at once by default. */
  | { readonly do: 'send'; readonly text: string; readonly after?: number }
  | { readonly do: 'sendBinary'; readonly bytes: readonly number[] }
  /** Sends a binary message of that many bytes, byte n being n modulo 256. */
  | { readonly do: 'big'; readonly bytes: number }
  /** Sends the subprotocol that was selected. */
  | { readonly do: 'protocol' }
  | { readonly do: 'ping' }
  /** Sends a pong that nobody asked for. */
  | { readonly do: 'pong'; readonly text: string }
  /** Without a code the close frame is empty (1005). */
  | { readonly do: 'close'; readonly code?: number; readonly reason?: string }
  /** Cuts the socket without a close frame (1006). */
  | { readonly do: 'terminate' };

/** Does what a command says; closes with 1003 and the error's sentence when it cannot. */
export function obey(socket: WebSocket, text: string): void {
  try {
    run(socket, JSON.parse(text) as Command);
  } catch (error) {
    socket.close(1003, String(error).slice(0, 100));
  }
}

function run(socket: WebSocket, command: Command) {
  switch (command.do) {
    case 'send':
      if (!command.after) return socket.send(command.text);
      return setTimeout(() => socket.send(command.text), command.after);
    case 'sendBinary':
      return socket.send(Uint8Array.from(command.bytes));
    case 'big':
      return socket.send(Uint8Array.from({ length: command.bytes }, (_, index) => index));
    case 'protocol':
      return socket.send(socket.protocol);
    case 'ping':
      return socket.ping();
    case 'pong':
      return socket.pong(command.text);
    case 'close':
      return command.code === undefined ? socket.close() : socket.close(command.code, command.reason);
    case 'terminate':
      return socket.terminate();
    default:
      throw new TypeError(`no such command: ${JSON.stringify(command)}`);
  }
}
