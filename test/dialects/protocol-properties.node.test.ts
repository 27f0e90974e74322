import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  engineIo,
  graphqlTransportWs,
  type HeartBeat,
  phoenix,
  signalR,
  signalRServer,
  stomp,
  stompServer,
} from '../../src/dialects/index.ts';
import type { BeatTimes, Dialect } from '../../src/ports/dialect.ts';
import type { Frame } from '../../src/ports/transport.ts';
import { protocolHarnesses } from './protocol-harnesses.ts';
import { signalsOf } from './signals.ts';

type Role = 'client' | 'server';
const bad = { code: 'ERR_HEARTWIRE_BAD_FRAME' };
const overTheWire = (sent: unknown): unknown => JSON.parse(JSON.stringify(sent));

const fields = fc.dictionary(fc.string(), fc.jsonValue());
const own = ['connection_init', 'connection_ack', 'ping', 'pong'];
const graphqlMessage = fc
  .tuple(
    fc.string().filter((type) => !own.includes(type)),
    fields,
  )
  .map(([type, rest]) => ({ ...rest, type }));
const ref = fc.option(fc.string());
const phoenixMessage = fc
  .tuple(ref, ref, fc.string(), fc.string(), fc.jsonValue())
  .filter(([, , topic]) => topic !== 'phoenix');
const signalRMessage = fc
  .tuple(
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((type) => type !== 6 && type !== 7),
    fields,
  )
  .map(([type, rest]) => ({ ...rest, type }));

/** Any message that a dialect can carry, for the end that it is for. */
const carried: readonly (readonly [string, Dialect<unknown, never>, Role, fc.Arbitrary<unknown>])[] = [
  ['graphqlTransportWs()', graphqlTransportWs(), 'client', graphqlMessage],
  ['graphqlTransportWs()', graphqlTransportWs(), 'server', graphqlMessage],
  ['phoenix()', phoenix(), 'client', phoenixMessage],
  ['phoenix()', phoenix(), 'server', phoenixMessage],
  ['signalR()', signalR(), 'client', signalRMessage],
  ['signalRServer()', signalRServer(), 'server', signalRMessage],
];

describe.each(carried)('%s', (_name, dialect, role, messages) => {
  it(`carries any message to a ${role}, and nothing else`, () => {
    fc.assert(
      fc.property(messages, (sent) => {
        const frame = dialect.write(sent as never) as Frame;
        expect(signalsOf(dialect.session(role), frame)).toEqual([['data', overTheWire(sent)]]);
      }),
    );
  });
});

describe('engineIo()', () => {
  it.each(['client', 'server'] as const)('hands any text and binary message to a %s as it came', (role) => {
    const frames = fc.oneof(
      fc.string().map((text) => `4${text}`),
      fc.uint8Array().map((bytes) => Uint8Array.from(bytes).buffer),
    );
    fc.assert(
      fc.property(frames, (frame) => {
        expect(engineIo().write(frame)).toBe(frame);
        expect(signalsOf(engineIo().session(role), frame)).toEqual([['data', frame]]);
      }),
    );
  });
});

describe('signalR()', () => {
  it('finds the messages of a frame in order, however many they are', () => {
    fc.assert(
      fc.property(fc.array(signalRMessage, { minLength: 1 }), (messages) => {
        const frame = messages.map((message) => signalR().write(message)).join('');
        const found = signalsOf(signalR().session('client'), frame);
        expect(found).toEqual(messages.map((message) => ['data', overTheWire(message)]));
      }),
    );
  });

  it('finds none in a frame that is cut within a message', () => {
    fc.assert(
      fc.property(fc.array(signalRMessage, { minLength: 1 }), fc.nat(), (messages, at) => {
        const frame = messages.map((message) => signalR().write(message)).join('');
        const cut = frame.slice(0, at % frame.length);
        fc.pre(!cut.endsWith('\x1e'));
        expect(() => signalsOf(signalR().session('client'), cut as Frame)).toThrow(/^signalr: a frame/);
      }),
    );
  });
});

describe('stomp()', () => {
  const time = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 100_000 }));
  const offer: fc.Arbitrary<HeartBeat> = fc.tuple(time, time);

  /** What both ends make of what they offer each other, over the wire. */
  async function agreed(ours: HeartBeat, theirs: HeartBeat): Promise<readonly [BeatTimes, BeatTimes]> {
    const [client, server] = [
      stomp({ heartBeat: ours }).session('client'),
      stompServer({ heartBeat: theirs }).session('server'),
    ];
    const [connect] = (await client.hello?.({} as never)) ?? [];
    const [[, serverTimes] = []] = signalsOf(server, connect as Frame);
    const connected = server.announce?.(serverTimes as BeatTimes);
    const [[, clientTimes] = []] = signalsOf(client, connected as Frame);
    return [clientTimes as BeatTimes, serverTimes as BeatTimes];
  }

  it('and stompServer() never agree on beats that the other end would wait too short for', async () => {
    await fc.assert(
      fc.asyncProperty(offer, offer, async (ours, theirs) => {
        const [client, server] = await agreed(ours, theirs);
        const hears = server.pongTimeout;
        if (hears < Infinity) expect(client.pingInterval).toBeLessThanOrEqual(hears / 2);
        const bound = client.pingInterval + client.pongTimeout;
        if (bound < Infinity) expect(server.pingInterval).toBeLessThanOrEqual(bound / 2);
        for (const { pingInterval, pongTimeout } of [client, server]) {
          expect([pingInterval > 0, pongTimeout > 0]).toEqual([true, true]);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['client', stomp()],
    ['server', stompServer()],
  ] as const)('hands whatever is no beat and opens nothing to a %s as it came', (role, dialect) => {
    const frames = fc.oneof(
      fc.string().filter((text) => /[^\r\n]/.test(text) && !/^[\r\n]*[A-Z]+\r?\n/.test(text)),
      fc
        .uint8Array({ minLength: 1 })
        .filter(([first = 10]) => first > 0x80)
        .map((bytes) => Uint8Array.from(bytes).buffer),
    );
    fc.assert(
      fc.property(frames, (frame) => {
        expect(signalsOf(dialect.session(role), frame)).toEqual([['data', frame]]);
      }),
    );
  });
});

describe.each(Object.entries(protocolHarnesses))('%s', (_name, { dialect, roles, frames, messages }) => {
  const good = [
    ...frames,
    ...messages.map(({ sent }) => dialect.write(sent as never) as Frame),
    ...roles.flatMap((role) => (dialect.session(role).ping?.() ?? []) as Frame | never[]),
  ].map((frame) => (typeof frame === 'string' ? frame : 'not text'));

  it('throws nothing but the error of a bad frame on a good one with any piece put in place of another', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.json({ maxDepth: 2 }),
      fc.constantFrom('\0', '\x1e', '\r\n\r\n', '"__proto__":', '1e999', '{', '[', '"', '-1'),
    );
    const frame = fc
      .tuple(fc.constantFrom(...good), fc.nat(), fc.nat({ max: 12 }), piece)
      .map(([text, at, length, put]) => {
        const start = at % (text.length + 1);
        return text.slice(0, start) + put + text.slice(start + length);
      });
    const asFrame = fc
      .tuple(frame, fc.boolean())
      .map(([text, isText]): Frame => (isText ? text : new TextEncoder().encode(text).buffer));
    fc.assert(
      fc.property(fc.array(asFrame, { minLength: 1, maxLength: 3 }), (each) => {
        for (const role of roles) {
          const session = dialect.session(role);
          session.ping?.();
          for (const one of each) {
            try {
              signalsOf(session, one);
            } catch (error) {
              expect(error).toMatchObject(bad);
            }
          }
        }
      }),
      { numRuns: 2_000 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('reads a megabyte that was made to be slow in seconds, not minutes', () => {
    const size = 1_048_576;
    const hostile = [
      '\n'.repeat(size),
      `${'\n'.repeat(size)}x`,
      `CONNECTED\n${'a:b\n'.repeat(size / 4)}`,
      `CONNECT\naccept-version:${', '.repeat(size / 2)}\n\n\0`,
      `CONNECTED\nheart-beat:${' '.repeat(size)}\n\n\0`,
      '{}\x1e'.repeat(size / 3),
      '\x1e'.repeat(size),
      `0${'{"pingInterval":1,'.repeat(size / 18)}`,
      `[null,"1","phoenix","heartbeat",${'['.repeat(size)}`,
      `{"type":"ping","payload":${'{"a":'.repeat(size / 5)}`,
      `{"type":"ping","payload":${'['.repeat(size / 2)}${']'.repeat(size / 2)}}`,
      `{"error":${'['.repeat(size / 2)}${']'.repeat(size / 2)}}\x1e`,
    ];
    for (const text of hostile) {
      for (const frame of [text, new TextEncoder().encode(text).buffer]) {
        for (const role of roles) {
          const start = performance.now();
          try {
            signalsOf(dialect.session(role), frame);
          } catch (error) {
            expect(error).toMatchObject(bad);
          }
          expect(performance.now() - start).toBeLessThan(5_000);
        }
      }
    }
  });
});
