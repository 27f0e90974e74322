import type { ReconnectingWebSocket } from '../../../src/websocket.ts';

/** An event with the socket's state at it, and what it says. */
export type Told = readonly [type: string, readyState: number, ...details: unknown[]];

/** Writes down all that a socket tells from now on. */
export function lifeOf(socket: ReconnectingWebSocket): Told[] {
  const told: Told[] = [];
  socket.addEventListener('open', () => told.push(['open', socket.readyState]));
  socket.addEventListener('message', ({ data }) => told.push(['message', socket.readyState, data]));
  socket.addEventListener('error', ({ error }) => told.push(['error', socket.readyState, codeOf(error)]));
  socket.addEventListener('close', ({ code, reason, wasClean, cause }) =>
    told.push(['close', socket.readyState, code, reason, wasClean, codeOf(cause)]),
  );
  socket.addEventListener('drop', ({ message, reason }) =>
    told.push(['drop', socket.readyState, message, reason]),
  );
  return told;
}

const codeOf = (error: unknown) =>
  (error as { readonly code?: string } | undefined)?.code?.replace('ERR_HEARTWIRE_', '');

/**
 * What is wrong with a life. Messages come between an open and its close; an error is told of attempts alone, and a close follows
 * it at once; what is told in CLOSED is an end, and nothing follows it before a `reconnect`, which a test writes down by itself.
 */
export function faultsOf(told: readonly Told[]): string[] {
  const faults: string[] = [];
  let isOpen = false;
  let isFailing = false;
  let isOver = false;
  for (const [index, [type, readyState]] of told.entries()) {
    const rules: Readonly<Record<string, boolean>> = {
      open: !isOpen && !isFailing && readyState === 1,
      message: isOpen,
      error: !isOpen && !isFailing,
      close: isOpen !== isFailing,
      drop: readyState !== 3,
      reconnect: true,
    };
    if (!rules[type] || (isOver && type !== 'reconnect'))
      faults.push(`${index}: ${told.map(([each, state]) => `${each} ${state}`)}`);
    isOver = (isOver && type !== 'reconnect') || (type === 'close' && readyState === 3);
    if (type === 'drop' || type === 'reconnect') continue;
    if (type !== 'message') isOpen = type === 'open';
    isFailing = type === 'error';
  }
  return faults;
}
