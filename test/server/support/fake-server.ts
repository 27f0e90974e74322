import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import type { WebSocketServer } from 'ws';
import { type VirtualEnvironment, virtualEnvironment } from '../../../src/adapters/virtual-environment.ts';
import { type Peer, type Supervisor, type SupervisorOptions, supervise } from '../../../src/server/index.ts';

/** A socket of `ws` as a supervisor sees it, which logs what is done to it. */
export class FakeSocket extends EventEmitter {
  readyState = 1;
  bufferedAmount = 0;
  binaryType = 'nodebuffer';
  protocol = '';
  isPaused = false;
  /** What went out: text, bytes as an array, and `ping`, `close CODE REASON`, `terminate` in angle brackets. */
  readonly log: unknown[] = [];
  /** Whether it answers pings, as every WebSocket client does. */
  answersPings = false;
  /** Whether it answers a close frame. */
  answersClose = true;

  send(data: string | Uint8Array, { binary }: { readonly binary: boolean }): void {
    this.log.push(binary ? [...(data as Uint8Array)] : String(data));
  }

  ping(payload: string): void {
    this.log.push('<ping>');
    if (this.answersPings) this.emit('pong', Buffer.from(payload));
  }

  close(code: number, reason: string): void {
    if (this.readyState > 1) return;
    this.readyState = 2;
    this.log.push(`<close ${code}${reason && ` ${reason}`}>`);
    if (this.answersClose) queueMicrotask(() => this.gone(code, reason));
  }

  terminate(): void {
    if (this.readyState === 3) return;
    this.log.push('<terminate>');
    this.gone(1006);
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  /** A message of the client, as `ws` hands it over. */
  says(message: string | Uint8Array): void {
    const isBinary = typeof message !== 'string';
    const data = isBinary ? message.buffer.slice(0, message.byteLength) : Buffer.from(message);
    this.emit('message', data, isBinary);
  }

  /** The socket has closed. */
  gone(code = 1006, reason = ''): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.emit('close', code, Buffer.from(reason));
  }
}

export interface FakeWorld<In, Out, User> {
  readonly environment: VirtualEnvironment;
  readonly supervisor: Supervisor<In, Out, User>;
  /** What the supervisor said, in order, but for messages: `name` and the id of the peer or a code. */
  readonly said: readonly unknown[];
  /** Messages that were delivered, each with the id of its peer. */
  readonly heard: readonly (readonly [peer: number, message: unknown])[];
  /** Ms since the beginning. */
  elapsed(): number;
  /** A client asks for an upgrade; what comes of it. */
  connect(request?: Partial<IncomingMessage>): FakeSocket;
  peer(index?: number): Peer<Out, User>;
}

/** A supervisor on a `WebSocketServer` without a network, on a clock that stands still until told to move. */
export function fakeWorld<In, Out, User = undefined>(
  options: SupervisorOptions<In, Out, User> = {},
  seed = 1,
): FakeWorld<In, Out, User> {
  const environment = virtualEnvironment({ seed });
  const start = environment.now();
  const sockets: FakeSocket[] = [];
  const wss = Object.assign(new EventEmitter(), {
    options: {},
    handleUpgrade(
      request: IncomingMessage,
      _socket: unknown,
      _head: Buffer,
      callback: (socket: FakeSocket, request: IncomingMessage) => void,
    ) {
      callback(sockets.at(-1) as FakeSocket, request);
    },
  });
  const supervisor = supervise<In, Out, User>(wss as unknown as WebSocketServer, { environment, ...options });
  const said: unknown[] = [];
  const heard: (readonly [number, unknown])[] = [];
  const peers: Peer<Out, User>[] = [];
  supervisor.on('peer', (peer) => {
    peers.push(peer);
    said.push(['peer', peer.id]);
  });
  supervisor.on('message', ({ peer, message }) => heard.push([peer.id, message]));
  supervisor.on('lost', ({ peer, cause, silence }) => said.push(['lost', peer.id, cause.code, silence]));
  supervisor.on('gone', ({ peer, cause }) => said.push(['gone', peer.id, cause.code]));
  supervisor.on('refused', ({ status, reason }) => said.push(['refused', status, reason]));
  return {
    environment,
    supervisor,
    said,
    heard,
    elapsed: () => environment.now() - start,
    connect(request = {}) {
      const socket = new FakeSocket();
      sockets.push(socket);
      supervisor.handleUpgrade(
        {
          url: '/',
          headers: {},
          socket: { remoteAddress: '127.0.0.1' },
          ...request,
        } as unknown as IncomingMessage,
        new PassThrough(),
        Buffer.alloc(0),
      );
      return socket;
    },
    peer: (index = -1) => peers.at(index) as Peer<Out, User>,
  };
}
