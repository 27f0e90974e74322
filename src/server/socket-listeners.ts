import type { WebSocket } from 'ws';
import type { ServerPeer } from './peer.ts';

/** The peer of a socket, on the socket itself: one set of listeners serves all, and no table of sockets is kept. */
const peerOf = Symbol('heartwire.peer');

type Supervised = WebSocket & { [peerOf]: ServerPeer };

/** Lets a peer hear what its socket says. */
export function listen(socket: WebSocket, peer: ServerPeer): void {
  (socket as Supervised)[peerOf] = peer;
  socket.binaryType = 'arraybuffer';
  const supervised = socket as unknown as NodeJS.EventEmitter;
  supervised.on('message', onMessage);
  supervised.on('ping', onPing);
  supervised.on('pong', onPong);
  supervised.on('error', onError);
  supervised.on('close', onClose);
}

/** With this `binaryType`, text comes as a `Buffer` and binary as an `ArrayBuffer`. */
function onMessage(this: Supervised, data: Buffer | ArrayBuffer, isBinary: boolean): void {
  if (isBinary) this[peerOf].frame(data as ArrayBuffer, data.byteLength);
  else this[peerOf].frame(data.toString(), data.byteLength);
}

function onPing(this: Supervised, payload: Buffer): void {
  this[peerOf].control(false, payload);
}

function onPong(this: Supervised, payload: Buffer): void {
  this[peerOf].control(true, payload);
}

function onError(this: Supervised, error: Error): void {
  this[peerOf].failed(error);
}

function onClose(this: Supervised, code: number, reason: Buffer): void {
  this[peerOf].closed(code, reason.toString());
}
