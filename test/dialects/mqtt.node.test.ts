import { describe, expect, it } from 'vitest';
import { mqtt, mqttConnect } from '../../src/dialects/index.ts';
import type { DialectSession } from '../../src/ports/dialect.ts';
import type { Frame } from '../../src/ports/transport.ts';
import { fakeWorld } from '../server/support/fake-server.ts';
import { bytes } from './broker-harnesses.ts';
import { bothEnds, scriptedWorld } from './scripted-peer.ts';
import { signalsOf } from './signals.ts';

const PINGREQ = [0xc0, 0];
const PINGRESP = bytes(0xd0, 0);
const CONNACK = bytes(0x20, 2, 0, 0);
const publish = [0x30, 6, 0, 1, 97, 104, 105, 33];

/** The bytes of a frame, or of what is in a signal, as a list. */
const listed = (value: unknown): unknown => (value instanceof Uint8Array ? [...value] : value);
const list = (frame: Frame) => [...new Uint8Array(frame as ArrayBuffer)];
const read = (session: DialectSession<Uint8Array>, ...frame: readonly number[]) =>
  signalsOf(session, bytes(...frame)).map((signal) => signal.map(listed));

/** A broker that lets in and answers beats. */
const broker = (connack = CONNACK) => ({
  answer: (frame: Frame) => [list(frame)[0] === 0xc0 ? PINGRESP : connack].slice(0, 1),
});
const helloOf = async (dialect = mqtt()) => {
  const session = dialect.session('client');
  await session.hello?.({ number: 0 } as never);
  return session;
};

describe('mqttConnect()', () => {
  it('builds the CONNECT of MQTT 3.1.1 that mqtt() sends by default', async () => {
    const packet = [16, 12, 0, 4, 77, 81, 84, 84, 4, 2, 0, 25, 0, 0];
    expect([...mqttConnect()]).toEqual(packet);
    const [hello] =
      (await mqtt()
        .session('client')
        .hello?.({} as never)) ?? [];
    expect(listed(hello)).toEqual(packet);
  });

  it('builds one with a name, a login and a keep alive, in either version', () => {
    const login = { clientId: 'ä', username: 'u', password: 'pw', keepAlive: 300_900 };
    const payload = [0, 2, 0xc3, 0xa4, 0, 1, 117, 0, 2, 112, 119];
    expect([...mqttConnect(login)]).toEqual([16, 21, 0, 4, 77, 81, 84, 84, 4, 0xc2, 1, 44, ...payload]);
    expect([...mqttConnect({ ...login, version: 5 })]).toEqual([
      ...[16, 22, 0, 4, 77, 81, 84, 84, 5, 0xc2, 1, 44, 0],
      ...payload,
    ]);
  });

  it('counts a long packet in several bytes', () => {
    const packet = mqttConnect({ clientId: 'a'.repeat(20_000) });
    expect([...packet.subarray(0, 6)]).toEqual([16, 0xac, 0x9c, 1, 0, 4]);
    expect(packet.length).toBe(4 + 12 + 20_000);
  });

  it.each([
    [{ keepAlive: 999 }, { code: 'ERR_HEARTWIRE_INVALID_TIME', option: 'mqttConnect.keepAlive' }],
    [{ keepAlive: 65_535_001 }, { code: 'ERR_HEARTWIRE_INVALID_TIME', option: 'mqttConnect.keepAlive' }],
    [{ password: 'ä'.repeat(32_768) }, { code: 'ERR_HEARTWIRE_INVALID_MESSAGE' }],
  ])('refuses what a packet cannot say', (options, error) => {
    expect(() => mqttConnect(options)).toThrow(expect.objectContaining(error));
  });
});

describe('mqtt()', () => {
  it('is open after CONNACK, which the app gets too', async () => {
    const w = scriptedWorld(mqtt(), broker());
    await w.advance(100);
    expect([w.connection.status, w.messages.map(listed)]).toEqual(['open', [[0x20, 2, 0, 0]]]);
  });

  it('beats every keep alive whatever is heard and sent, over 20 of them', async () => {
    const beat = { interval: 4_000, frame: bytes(...publish) };
    const connect = mqttConnect({ keepAlive: 10_000 });
    const w = scriptedWorld(mqtt({ connect }), { ...broker(), beat });
    for (let second = 0; second < 201; second++) {
      w.connection.send(bytes(...publish));
      await w.advance(1_000);
    }
    expect(w.of('lost')).toEqual([]);
    const sent = w.sent().map(list);
    expect(sent.filter(([type]) => type === 0xc0)).toEqual(Array.from({ length: 20 }, () => PINGREQ));
    expect(sent.filter(([type]) => type === 0x30).length).toBe(201);
  });

  it.each([
    [1_000, 1_500],
    [25_000, 37_500],
    [60_000, 90_000],
  ])('with a keep alive of %i finds a frozen link %i ms after the last frame', async (keepAlive, bound) => {
    const w = scriptedWorld(mqtt({ connect: mqttConnect({ keepAlive }) }), broker());
    await w.advance(4 * keepAlive + 100);
    const loss = await w.freeze(2 * bound);
    expect(loss?.code).toBe('ERR_HEARTWIRE_PONG_TIMEOUT');
    expect(Math.abs((loss?.silence ?? 0) / bound - 1)).toBeLessThan(0.1);
  });

  it('takes the keep alive of an MQTT 5 broker, wherever it stands among the properties', async () => {
    const session = await helloOf(mqtt({ connect: mqttConnect({ version: 5 }) }));
    const others = [
      ...[17, 0, 0, 19, 19],
      ...[33, 0, 19],
      ...[36, 1, 37, 1],
      ...[39, 0, 0, 0, 19],
      ...[38, 0, 1, 19, 0, 2, 19, 19],
      ...[18, 0, 3, 19, 19, 19],
      ...[34, 0, 19, 40, 1, 41, 1, 42, 1],
      ...[31, 0, 0],
      ...[22, 0, 1, 19],
    ];
    const connack = (...properties: number[]) => [
      0x20,
      properties.length + 3,
      0,
      0,
      properties.length,
      ...properties,
    ];
    expect(read(session, ...connack(...others, 19, 0, 10))[0]).toEqual([
      'welcome',
      { pingInterval: 10_000, pongTimeout: 5_000 },
    ]);
    expect(read(session, ...connack(...others))[0]).toEqual([
      'welcome',
      { pingInterval: 25_000, pongTimeout: 12_500 },
    ]);
    expect(read(session, ...connack(19, 0, 0))[0]).toEqual([
      'welcome',
      { pingInterval: Infinity, pongTimeout: Infinity },
    ]);
  });

  it('does not beat where no keep alive was agreed', async () => {
    const connect = mqttConnect();
    connect[11] = 0;
    const w = scriptedWorld(mqtt({ connect }), broker());
    await w.advance(3_600_000);
    expect([w.connection.status, w.sent().length]).toEqual(['open', 1]);
  });

  it('asks for a packet of your own on every attempt, and takes its keep alive', async () => {
    const connect = ({ number }: { readonly number: number }) =>
      mqttConnect({ clientId: `a${number}`, keepAlive: 5_000 });
    const w = scriptedWorld(mqtt({ connect }), broker(), { backoff: () => 10 });
    await w.advance(100);
    expect(w.sent().map(list)).toEqual([[...connect({ number: 0 })]]);
    w.peer.reset();
    await w.advance(100);
    expect(w.sent().map(list)).toEqual([[...connect({ number: 1 })]]);
    expect((await w.freeze(20_000))?.silence).toBeLessThanOrEqual(8_250);
  });

  it('reads a CONNACK that comes one byte a frame, as aedes sends it', async () => {
    const session = await helloOf();
    const found = [...new Uint8Array(CONNACK)].map((byte) => read(session, byte));
    expect(found).toEqual([
      [],
      [],
      [],
      [
        ['welcome', { pingInterval: 25_000, pongTimeout: 12_500 }],
        ['data', [0x20, 2, 0, 0]],
      ],
    ]);
  });

  it('reads several packets in one frame, and one over several', async () => {
    const session = await helloOf();
    expect(read(session, ...publish, 0xd0, 0, 0x40, 2, 0, 1, 0x30, 6, 0)).toEqual([
      ['data', publish],
      ['pong'],
      ['data', [0x40, 2, 0, 1]],
    ]);
    expect(read(session, 1, 97, 104, 105)).toEqual([]);
    expect(read(session, 33, 0xd0)).toEqual([['data', publish]]);
    expect(read(session, 0)).toEqual([['pong']]);
  });

  it('gives packets that later frames do not change', async () => {
    const session = await helloOf();
    const found: Uint8Array[] = [];
    const signals = { data: (packet: Uint8Array) => found.push(packet) } as never;
    for (const frame of [[0x30, 3], [0, 1], [97, 0x30], [3, 0, 1], [98]]) {
      session.read(bytes(...frame), signals);
    }
    expect(found.map(listed)).toEqual([
      [0x30, 3, 0, 1, 97],
      [0x30, 3, 0, 1, 98],
    ]);
  });

  const fixed = mqtt();
  const fresh = mqtt({ connect: () => mqttConnect() });
  it.each([
    ['a wrong version', fixed, 1, 'fatal'],
    ['a wrong name', fixed, 2, 'fatal'],
    ['a broker that is down', fixed, 3, 'retry'],
    ['a wrong login that is fixed', fixed, 4, 'fatal'],
    ['a wrong login that is asked for', fresh, 4, 'refresh'],
    ['no right', fresh, 5, 'refresh'],
    ['a wrong login, in MQTT 5', fresh, 0x86, 'refresh'],
    ['a busy broker', fixed, 0x89, 'retry'],
    ['a ban', fixed, 0x8a, 'fatal'],
    ['a broker that moved for good', fixed, 0x9d, 'fatal'],
  ])('refused for %s', async (_name, dialect, code, verdict) => {
    expect(read(await helloOf(dialect), 0x20, 2, 0, code)).toEqual([['refuse', verdict, `CONNACK ${code}`]]);
  });

  it.each([
    [[0xe0, 0], 0, 'retry'],
    [[0xe0, 1, 0x8b], 0x8b, 'retry'],
    [[0xe0, 2, 0x8d, 0], 0x8d, 'retry'],
    [[0xe0, 1, 0x8e], 0x8e, 'fatal'],
  ])('disconnected by %j', async (packet, code, verdict) => {
    expect(read(await helloOf(), ...packet)).toEqual([
      ['data', packet],
      ['kick', `DISCONNECT ${code}`, verdict],
    ]);
  });

  it('has a server half that takes the times of CONNECT and answers beats', async () => {
    const dialect = mqtt({ connect: mqttConnect({ keepAlive: 2_000 }) });
    const { client, server } = bothEnds(dialect, mqtt());
    const got: unknown[] = [];
    server.supervisor.on('message', ({ peer, message }) => {
      got.push(message[0]);
      if (message[0] === 0x10) peer.send(new Uint8Array(CONNACK));
    });
    await client.advance(20 * 2_000 + 1_000);
    expect([got, client.of('lost'), client.of('pong').length]).toEqual([[0x10], [], 20]);
  });

  it('has a server half that gives a silent client up within 1.5 × the keep alive that it asked for', async () => {
    const { connect, supervisor, environment } = fakeWorld({ dialect: mqtt() });
    connect().says(mqttConnect({ keepAlive: 10_000 }));
    await environment.advance(4_000);
    expect(supervisor.peers.size).toBe(1);
    await environment.advance(11_200);
    expect(supervisor.peers.size).toBe(0);
  });

  it('asks a client for its CONNECT before anything else', async () => {
    const { connect, environment } = fakeWorld({ dialect: mqtt() });
    const socket = connect();
    socket.says(Uint8Array.from(publish));
    await environment.advance(100);
    expect(socket.log).toEqual(['<close 1007>']);
  });
});
