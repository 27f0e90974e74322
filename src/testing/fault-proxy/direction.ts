import type { Socket } from 'node:net';

/** How bytes are passed on. Each may be changed at any time, for what arrives from then on. */
export interface FaultShape {
  /** ms that bytes take each way. Default 0. */
  delay: number;
  /** Bytes per second each way. Default: no limit. */
  throttle: number | undefined;
  /** Most bytes in one write, so that frames arrive in pieces. Default: as they came. */
  chunk: number | undefined;
  /** ms for which writes are collected and then passed on as one, so that frames arrive together. Default 0: not at all. */
  joinWrites: number;
}

/** One direction of a proxied connection. */
export interface Direction {
  /** Takes up the current mode: goes on where it stopped, unless it is frozen. */
  update(): void;
  /** Forgets what it holds. */
  stop(): void;
}

interface Held {
  /** When it has had its delay. */
  readonly ready: number;
  /** When it is passed on: what joins it is ready by then. */
  readonly due: number;
  readonly data: Buffer;
}

/** Above this many bytes held, the source is paused, so that its end feels the pressure. */
const HELD_LIMIT = 65_536;

/** Passes on what `source` sends to `target`: bytes in order, then its end, or at once its reset. Held while frozen. */
export function direct(
  source: Socket,
  target: Socket,
  shape: Readonly<FaultShape>,
  isFrozen: () => boolean,
): Direction {
  const held: Held[] = [];
  let heldBytes = 0;
  let hasEnded = false;
  let isReset = false;
  let isFull = false;
  let cancelNext: (() => void) | undefined;

  const next = (ms: number): void => {
    const run = (): void => {
      cancelNext = undefined;
      pump();
    };
    const timer = ms > 0 ? setTimeout(run, ms) : setImmediate(run);
    cancelNext = () =>
      ms > 0 ? clearTimeout(timer as NodeJS.Timeout) : clearImmediate(timer as NodeJS.Immediate);
  };

  const take = (): Buffer => {
    const now = performance.now();
    const later = held.findIndex(({ ready }, index) => index > 0 && (shape.joinWrites === 0 || ready > now));
    const all = held.splice(0, later < 0 ? held.length : later);
    const data = Buffer.concat(all.map((part) => part.data));
    const size = Math.min(data.length, shape.chunk ?? data.length, slice(shape.throttle) ?? data.length);
    if (size < data.length) held.unshift({ ready: 0, due: 0, data: data.subarray(size) });
    heldBytes -= size;
    return data.subarray(0, size);
  };

  const pass = (): void => {
    const wait = (held[0]?.due ?? 0) - performance.now();
    if (wait > 0) {
      next(wait);
      return;
    }
    const data = take();
    isFull = !target.write(data);
    if (heldBytes < HELD_LIMIT) source.resume();
    if (shape.throttle !== undefined) next((data.length * 1_000) / shape.throttle);
    else if (shape.chunk !== undefined) next(0);
  };

  const pump = (): void => {
    if (isFrozen() || target.destroyed) return;
    if (isReset) cut(target);
    while (held.length > 0 && !isFrozen() && !isFull && !cancelNext && !target.destroyed) pass();
    if (hasEnded && held.length === 0) target.end();
  };

  source.on('data', (data: Buffer) => {
    const ready = performance.now() + shape.delay;
    held.push({ ready, due: ready + shape.joinWrites, data });
    heldBytes += data.length;
    if (heldBytes >= HELD_LIMIT) source.pause();
    pump();
  });
  source.on('end', () => {
    hasEnded = true;
    pump();
  });
  source.on('error', () => {
    isReset = true;
    pump();
  });
  target.on('drain', () => {
    isFull = false;
    pump();
  });

  const stop = (): void => {
    cancelNext?.();
    cancelNext = undefined;
    held.length = 0;
    heldBytes = 0;
  };
  target.on('close', stop);

  return {
    update: pump,
    stop,
  };
}

/** Cuts a socket with an RST. Where its FIN is under way, Node would refuse, leak the handle and spin at the process's end. */
export function cut(socket: Socket): void {
  if (socket.writableEnded && !socket.writableFinished) socket.destroy();
  else socket.resetAndDestroy();
}

/** A throttled write is so small that it takes 20 ms. */
function slice(bytesPerSecond: number | undefined): number | undefined {
  return bytesPerSecond === undefined ? undefined : Math.max(1, Math.floor(bytesPerSecond / 50));
}
