import { describe, expect, test } from 'vitest';
import { createRecorder, mermaidSequence, type TimelineRecord } from '../../src/inspect/index.ts';
import { fakeWorld } from '../server/support/fake-server.ts';
import { textWorld } from '../support/world.ts';

const linesOf = (diagram: string) => diagram.split('\n').map((line) => line.trim());

describe('toMermaidSequence()', () => {
  test('draws dials, beats, losses and waits with the time since the first record', async () => {
    const { connection, advance, transport } = textWorld({
      autoConnect: false,
      heartbeat: { pingInterval: 1_000, pongTimeout: 500 },
      backoff: () => 2_000,
      outbox: false,
    });
    const recorder = createRecorder();
    recorder.attach(connection, { name: 'feed' });
    connection.connect();
    await advance(1_030);
    transport.freeze();
    await advance(1_490);
    connection.send('x');
    connection.send('y');
    transport.thaw();
    await advance(2_010);
    connection.reconnect();
    await advance(10);
    await Promise.all([connection.close(), advance(10)]);
    expect(recorder.toMermaidSequence().split('\n')).toEqual([
      'sequenceDiagram',
      '  participant n1 as feed',
      '  participant p1 as its server',
      '  Note over n1: +0.000 s attached, idle',
      '  n1->>p1: +0.000 s dial, link 1',
      '  p1-->>n1: +0.010 s open, link 1',
      '  Note over n1: +1.010 s after.pingInterval, awaiting-pong, pongTimeout in 500 ms',
      '  p1-->>n1: +1.020 s pong, round trip 10 ms',
      '  Note over n1: +2.020 s after.pingInterval, awaiting-pong, pongTimeout in 500 ms',
      '  p1--xn1: +2.520 s lost, ERR_HEARTWIRE_PONG_TIMEOUT, silent for 1500 ms',
      '  Note over n1: +2.520 s backoff before attempt 1, backoffDelay in 2000 ms',
      '  Note over n1: +2.520 s message dropped, not-open, 2 times',
      '  n1->>p1: +4.520 s dial, link 2, attempt 1',
      '  p1-->>n1: +4.530 s open, link 2',
      '  p1--xn1: +4.530 s lost, ERR_HEARTWIRE_SUPERSEDED, silent for 0 ms',
      '  n1->>p1: +4.530 s dial, link 3',
      '  p1-->>n1: +4.540 s open, link 3',
      '  n1->>p1: +4.540 s close, link 3',
      '  Note over n1: +4.550 s link.lost, closed',
      '',
    ]);
  });

  test('draws a dial for each link, those too that took the place of an attempt', async () => {
    const { connection, advance, environment, transport } = textWorld({ autoConnect: false });
    transport.mode = 'hang';
    const recorder = createRecorder();
    recorder.attach(connection);
    connection.connect();
    environment.signal('restored');
    connection.reconnect();
    connection.connect();
    await advance(0);
    expect(linesOf(recorder.toMermaidSequence()).slice(4)).toEqual([
      'n1->>p1: +0.000 s dial, link 1',
      'n1->>p1: +0.000 s dial, link 2',
      'n1->>p1: +0.000 s dial, link 3',
      'Note over n1: +0.000 s connect, connecting, connectTimeout in 10000 ms',
      '',
    ]);
  });

  test('draws the peers of a server', async () => {
    const { connect, supervisor } = fakeWorld({ path: '/ws' });
    const recorder = createRecorder();
    recorder.attach(supervisor, { name: 'chat' });
    connect({ url: '/ws' }).gone(1001);
    connect({ url: '/' });
    const lines = recorder.toMermaidSequence().replaceAll(/\+\d\.\d{3}/g, '+0');
    expect(linesOf(lines)).toEqual([
      'sequenceDiagram',
      'participant n1 as chat',
      'participant p1 as its peers',
      'Note over n1: +0 s attached',
      'p1->>n1: +0 s peer 1',
      'p1--xn1: +0 s peer 1 gone, ERR_HEARTWIRE_SOCKET_CLOSED, 1001',
      'n1--xp1: +0 s refused, path 404',
      '',
    ]);
  });

  test('gives each name a line of its own, and writes as entities what Mermaid would read as its own', () => {
    const recorder = createRecorder();
    for (const name of ['a: b; c', 'end\nof #1', 'grün 2.0']) {
      recorder.attach(textWorld({ autoConnect: false }).connection, { name });
    }
    expect(linesOf(recorder.toMermaidSequence()).slice(1, 10)).toEqual([
      'participant n1 as a#58; b#59; c',
      'participant p1 as its server',
      'participant n2 as end#10;of #35;1',
      'participant p2 as its server',
      'participant n3 as grün 2.0',
      'participant p3 as its server',
      'Note over n1: +0.000 s attached, idle',
      'Note over n2: +0.000 s attached, idle',
      'Note over n3: +0.000 s attached, idle',
    ]);
  });

  test('takes records that come out of a log, and none', () => {
    const record: TimelineRecord = { id: 7, name: 'feed', time: 5, kind: 'pong', link: 3, roundTrip: 12 };
    const read = JSON.parse(JSON.stringify([record])) as TimelineRecord[];
    expect(linesOf(mermaidSequence(read))).toContain('p1-->>n1: +0.000 s pong, round trip 12 ms');
    expect(mermaidSequence([])).toBe('sequenceDiagram\n');
  });
});
