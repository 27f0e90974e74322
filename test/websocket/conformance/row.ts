import { corner } from '../../faults/support/ground.ts';

/** Values that survive JSON: rows are also observed in processes of their own. */
export type Answer = string | number | boolean | null | readonly Answer[];

export type SocketClass = typeof WebSocket;

/** What a row is observed on. */
export interface Ground {
  readonly Socket: SocketClass;
  /** The url of a path of the control server. */
  url(path: string, query?: Readonly<Record<string, string>>): string;
  /** A socket to this path and query, echo by default, or to this url, that is closed when the row is over. */
  make(path?: string, protocols?: string | string[]): WebSocket;
  /** One that is open. */
  open(path?: string, protocols?: string | string[]): Promise<WebSocket>;
  /** How many dials the server has seen from this row. */
  dials(): Promise<number>;
}

export interface Row {
  readonly title: string;
  readonly observe: (ground: Ground) => Answer | Promise<Answer>;
  /** What the WHATWG standard says. */
  readonly expected: Answer;
  /** Whether it takes a page, with a location. */
  readonly inPage?: true;
}

export const row = (title: string, expected: Answer, observe: Row['observe']): Row => ({
  title,
  expected,
  observe,
});

/** Observes a row, and closes the sockets that it made. A rejection is an answer, and so is silence for `patience` ms. */
export async function observed(
  { observe }: Row,
  Socket: unknown,
  control: string,
  patience = 8_000,
): Promise<Answer> {
  const sockets: WebSocket[] = [];
  const { url, count } = corner(control);
  const Class = Socket as SocketClass;
  const make = (path = '/echo', protocols?: string | string[]) => {
    const [pathname = '', query] = path.split('?');
    const isWhole = path.startsWith('ws:');
    const target = isWhole ? path : url(pathname, Object.fromEntries(new URLSearchParams(query)));
    const socket = protocols === undefined ? new Class(target) : new Class(target, protocols);
    // An emitter that nobody listens to throws its errors.
    socket.addEventListener('error', () => {});
    sockets.push(socket);
    return socket;
  };
  const open = async (path?: string, protocols?: string | string[]) => {
    const socket = make(path, protocols);
    await once(socket, 'open');
    return socket;
  };
  let timer: unknown;
  const silence = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => resolve('never'), patience);
  });
  try {
    const answer = observe({ Socket: Class, url, make, open, dials: async () => (await count()).dials });
    return JSON.parse(JSON.stringify(await Promise.race([answer, silence])));
  } catch (error) {
    return `rejects with ${(error as Error).name}`;
  } finally {
    clearTimeout(timer as number);
    for (const socket of sockets) socket.close();
  }
}

/** The next event of a type. */
export const once = <K extends keyof WebSocketEventMap>(
  socket: WebSocket,
  type: K,
): Promise<WebSocketEventMap[K]> =>
  new Promise((resolve) => {
    socket.addEventListener(type, resolve as (event: Event) => void, { once: true });
  });

/** What a call throws: its name, and whether it is a DOMException; `nothing` where it returns. */
export function thrown(call: () => unknown): Answer {
  try {
    call();
    return 'nothing';
  } catch (error) {
    const { name } = error as Error;
    return error instanceof DOMException ? `${name} DOMException` : name;
  }
}

export const SYNTAX = 'SyntaxError DOMException';
export const INVALID_ACCESS = 'InvalidAccessError DOMException';
export const INVALID_STATE = 'InvalidStateError DOMException';

/** The next close, as code, reason and wasClean. */
export async function closing(socket: WebSocket): Promise<Answer> {
  const { code, reason, wasClean } = await once(socket, 'close');
  return [code, reason, wasClean];
}

/** Writes down events with the socket's state at each, until the first `close` and a moment longer. */
export async function lifeOf(socket: WebSocket, moment = 50): Promise<Answer> {
  const told: Answer[] = [];
  for (const type of ['open', 'message', 'error', 'close']) {
    socket.addEventListener(type, () => told.push([type, socket.readyState]));
  }
  await once(socket, 'close');
  await new Promise((resolve) => setTimeout(resolve, moment));
  return [...told];
}

/** The next message. */
export const message = async (socket: WebSocket): Promise<unknown> => (await once(socket, 'message')).data;

/** Where in the chain of prototypes a property stands, and how. */
export function descriptor(of: object, name: PropertyKey): PropertyDescriptor | undefined {
  for (let owner: object | null = of; owner; owner = Object.getPrototypeOf(owner)) {
    const found = Object.getOwnPropertyDescriptor(owner, name);
    if (found) return found;
  }
  return undefined;
}
