import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { type Child, program } from './support/child.ts';
import { upgradeRequest } from './support/real-server.ts';

const KiB = 1_024;
const maxPeers = 40;
const maxPayload = 64 * KiB;
const maxBufferedAmount = 256 * KiB;
/** What the operating system and Node hold of one socket besides: what was read and not looked at yet. */
const inHand = 2 * 64 * KiB;
const slack = 8 * KiB * KiB;

/** Sends to all that there are, all the time, and says how much memory it holds. */
const SERVER = `
  import { WebSocketServer } from 'ws';
  import { text } from './src/dialects/text.ts';
  import { supervise } from './src/server/index.ts';
  const wss = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const supervisor = supervise(wss, {
    dialect: text(),
    heartbeat: { pingInterval: 10_000, pongTimeout: 10_000 },
    ...${JSON.stringify({ maxPeers, maxPayload, maxBufferedAmount, closeTimeout: 500 })},
  });
  const codes = {};
  supervisor.on('lost', ({ cause }) => {
    codes[cause.code] = (codes[cause.code] ?? 0) + 1;
  });
  const held = () => {
    gc();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  let most = 0;
  const base = held();
  const page = 'x'.repeat(${60 * KiB});
  setInterval(() => supervisor.broadcast(page), 20);
  setInterval(() => (most = Math.max(most, held() - base)), 100);
  process.on('message', () => process.send(['told', { most, codes, counters: supervisor.counters() }]));
  wss.on('listening', () => process.send(['port', wss.address().port]));
`;

const frame = (opcode: number, payload: Buffer, fin = true): Buffer => {
  const extended = payload.length > 125;
  const head = Buffer.alloc(extended ? 8 : 6);
  head[0] = (fin ? 0x80 : 0) | opcode;
  head[1] = 0x80 | (extended ? 126 : payload.length);
  if (extended) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
};

type Misdeed = (socket: Socket) => void;

/** What clients do that ignore all rules, and what at least one of them is given up for. None reads. */
const crowds: readonly (readonly [crowd: string, code: string, misdeeds: readonly Misdeed[]])[] = [
  [
    'that never read',
    'ERR_HEARTWIRE_SLOW_CONSUMER',
    [
      () => {},
      // Half a message.
      (socket) => void socket.write(frame(1, Buffer.alloc(60_000)).subarray(0, 50_000)),
    ],
  ],
  [
    'that flood, and never read',
    'ERR_HEARTWIRE_BAD_FRAME',
    [
      (socket) => flood(socket, frame(1, Buffer.from('heart_beat'))),
      (socket) => flood(socket, frame(9, Buffer.alloc(125))),
      (socket) => flood(socket, frame(1, Buffer.alloc(60_000, 'a'))),
      // A message that never ends, in large pieces and in small ones.
      (socket) => flood(socket, frame(0, Buffer.alloc(60_000, 'a'), false), frame(1, Buffer.alloc(1), false)),
      (socket) => flood(socket, frame(0, Buffer.alloc(0), false), frame(1, Buffer.alloc(1), false)),
    ],
  ],
];

function flood(socket: Socket, piece: Buffer, first?: Buffer): void {
  const pieces = Buffer.concat(
    Array.from({ length: Math.min(100, Math.ceil(64_000 / piece.length)) }, () => piece),
  );
  if (first) socket.write(first);
  const timer = setInterval(() => {
    // What the server does not take waits here, not without end.
    if (socket.writableLength < 200_000) socket.write(pieces);
  }, 50);
  socket.once('close', () => clearInterval(timer));
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test.each(crowds)(
  'clients %s cannot raise the memory over the bounds',
  async (_, code, misdeeds) => {
    using server = await program(SERVER);
    const child: Child = server.start(['--expose-gc']);
    try {
      const port = await child.said<number>('port');
      const sockets = new Set<Socket>();
      const until = performance.now() + 9_000;
      for (let count = 0; performance.now() < until; ) {
        // Half as many again as may be there at a time.
        while (sockets.size < 1.5 * maxPeers) {
          const socket = connect(port, '127.0.0.1').on('error', () => {});
          sockets.add(socket.once('close', () => sockets.delete(socket)));
          socket.write(upgradeRequest());
          misdeeds[count % misdeeds.length]?.(socket);
          count += 1;
        }
        await sleep(50);
      }
      child.send({});
      const { most, codes, counters } = await child.said<{
        most: number;
        codes: Record<string, number>;
        counters: Record<string, number>;
      }>('told');
      const bound = maxPeers * (maxPayload + 2 * maxBufferedAmount + inHand) + slack;
      expect(most).toBeLessThan(bound);
      expect(most).toBeGreaterThan(0);
      expect(codes[code]).toBeGreaterThan(0);
      expect(counters.accepted).toBeGreaterThanOrEqual(maxPeers);
      expect(counters.peers).toBeLessThanOrEqual(maxPeers);
      for (const socket of sockets) socket.destroy();
    } finally {
      await child.end();
    }
  },
  60_000,
);
