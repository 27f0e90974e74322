/** What a socket tells the client that dialed it. */
export interface Ears {
  opened(): void;
  refused(): void;
  said(text: string): void;
  closed(code: number): void;
}

/** The server's end of a socket that it accepted. */
export interface Peer {
  readonly received: string[];
  closedWith: number | undefined;
  isClosing: boolean;
}

/** The client's end. */
export interface Socket {
  readonly ears: Ears;
  peer: Peer | undefined;
  /** The client has let go, or has been told of the end. */
  isOver: boolean;
  /** The server has cut it: what goes up gets nowhere. */
  isCut: boolean;
}

interface Parcel {
  readonly socket: Socket;
  readonly way: 'up' | 'down';
  readonly arrive: () => void;
}

/** A network without latency and the server at its other end: all that is under way arrives at once, unless it is frozen. */
export interface Network {
  mode: 'accept' | 'refuse' | 'hang';
  isFrozen: boolean;
  readonly peers: readonly Peer[];
  readonly dials: number;
  /** Sockets that the client holds. */
  readonly live: number;
  dial(ears: Ears): Socket;
  send(socket: Socket, text: string): void;
  close(socket: Socket, code: number): void;
  letGo(socket: Socket): void;
  serverSays(socket: Socket, text: string): void;
  serverCloses(socket: Socket, code: number): void;
  serverResets(socket: Socket): void;
  settle(): void;
}

export function createNetwork(): Network {
  const parcels: Parcel[] = [];
  const peers: Peer[] = [];
  let dials = 0;
  let live = 0;

  const put = (way: Parcel['way'], socket: Socket, arrive: () => void) =>
    parcels.push({ way, socket, arrive });
  const isLost = ({ way, socket }: Parcel) => (way === 'up' ? socket.isCut : socket.isOver);
  const isOpen = (peer: Peer) => peer.closedWith === undefined && !peer.isClosing;
  const end = (socket: Socket) => {
    socket.isOver = true;
    live -= 1;
  };
  const closedBy = (peer: Peer, code: number) => {
    peer.closedWith ??= code;
  };

  const answer = (socket: Socket, code: number) =>
    put('down', socket, () => {
      put('up', socket, () => socket.peer && closedBy(socket.peer, code));
      end(socket);
      socket.ears.closed(code);
    });
  const arrive = (socket: Socket) => {
    if (socket.isOver || network.mode === 'hang') return;
    if (network.mode === 'accept') {
      socket.peer = { received: [], closedWith: undefined, isClosing: false };
      peers.push(socket.peer);
      put('down', socket, () => socket.ears.opened());
    } else {
      put('down', socket, () => {
        end(socket);
        socket.ears.refused();
      });
    }
  };

  const network: Network = {
    mode: 'accept',
    isFrozen: false,
    peers,
    get dials() {
      return dials;
    },
    get live() {
      return live;
    },
    dial(ears) {
      const socket: Socket = { ears, peer: undefined, isOver: false, isCut: false };
      dials += 1;
      live += 1;
      put('up', socket, () => arrive(socket));
      return socket;
    },
    send(socket, text) {
      put('up', socket, () => {
        if (!socket.peer || socket.peer.closedWith !== undefined) return;
        socket.peer.received.push(text);
        if (text === 'heart_beat') network.serverSays(socket, 'ok');
      });
    },
    close(socket, code) {
      put('up', socket, () => {
        if (!socket.peer) return;
        if (isOpen(socket.peer)) answer(socket, code);
        closedBy(socket.peer, code);
      });
    },
    letGo(socket) {
      if (socket.isOver) return;
      end(socket);
      put('up', socket, () => socket.peer && closedBy(socket.peer, 1006));
    },
    serverSays(socket, text) {
      if (socket.peer && isOpen(socket.peer)) put('down', socket, () => socket.ears.said(text));
    },
    serverCloses(socket, code) {
      if (!socket.peer || !isOpen(socket.peer)) return;
      socket.peer.isClosing = true;
      answer(socket, code);
    },
    serverResets(socket) {
      if (!socket.peer || socket.peer.closedWith !== undefined) return;
      socket.isCut = true;
      closedBy(socket.peer, 1006);
      put('down', socket, () => {
        end(socket);
        socket.ears.closed(1006);
      });
    },
    settle() {
      while (!network.isFrozen) {
        const parcel = parcels.shift();
        if (!parcel) return;
        if (!isLost(parcel)) parcel.arrive();
      }
    },
  };
  return network;
}
