import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { json } from '../../src/dialects/index.ts';
import { createRecorder } from '../../src/inspect/index.ts';
import { deny } from '../../src/server/index.ts';
import { fakeWorld } from '../server/support/fake-server.ts';

const NOW = 1_800_000_000_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});

afterEach(() => {
  vi.useRealTimers();
});

function watched(options: Parameters<typeof fakeWorld>[0] = {}) {
  const recorder = createRecorder();
  const w = fakeWorld(options);
  const detach = recorder.attach(w.supervisor, { name: 'chat' });
  return { ...w, recorder, detach };
}

const head = (id: number) => ({ id, name: 'chat', time: NOW });

describe('the records of a server', () => {
  test('say who comes, who is lost and who goes, and why', async () => {
    const { connect, environment, recorder } = watched({
      heartbeat: { pingInterval: 1_000, pongTimeout: 500 },
    });
    connect();
    const second = connect();
    second.answersPings = true;
    await environment.advance(2_000);
    second.gone(1001, 'moved on');
    expect(recorder.records).toEqual([
      { ...head(1), kind: 'attached' },
      { ...head(2), kind: 'peer', link: 1, to: 'alive' },
      { ...head(3), kind: 'peer', link: 2, to: 'alive' },
      {
        ...head(4),
        kind: 'lost',
        link: 1,
        to: 'gone',
        cause: 'ERR_HEARTWIRE_PONG_TIMEOUT',
        wasOpen: true,
        silence: expect.any(Number),
      },
      { ...head(5), kind: 'gone', link: 1, to: 'gone', cause: 'ERR_HEARTWIRE_PONG_TIMEOUT', wasOpen: true },
      {
        ...head(6),
        kind: 'gone',
        link: 2,
        to: 'gone',
        cause: 'ERR_HEARTWIRE_SOCKET_CLOSED',
        closeCode: 1001,
        wasOpen: true,
        roundTrip: 0,
      },
    ]);
  });

  test('begin with the peers that were there already', () => {
    const w = fakeWorld();
    w.connect();
    const recorder = createRecorder();
    recorder.attach(w.supervisor);
    expect(recorder.records.map(({ name, kind, link }) => [name, kind, link])).toEqual([
      ['server-1', 'attached', undefined],
      ['server-1', 'peer', 1],
    ]);
  });

  test('count refusals of one kind in one record, and hold no address, path, origin or user', async () => {
    const { recorder, connect, environment } = watched({
      path: '/ws',
      authenticate: () => deny(403),
    });
    for (const url of ['/s3cr3t', '/s3cr3t?token=s3cr3t', '/ws?token=s3cr3t']) {
      connect({ url, headers: { origin: 'https://s3cr3t.example', cookie: 's3cr3t' } });
    }
    await environment.settle();
    expect(recorder.records.slice(1)).toEqual([
      { ...head(2), kind: 'refused', httpStatus: 404, reason: 'path', count: 2, until: NOW },
      { ...head(3), kind: 'refused', httpStatus: 403, reason: 'forbidden' },
    ]);
  });

  test('end when the recorder is detached', () => {
    const { connect, detach, recorder } = watched();
    detach();
    connect();
    expect(recorder.records.map(({ kind }) => kind)).toEqual(['attached', 'detached']);
  });

  test('are of a server with messages and users of any type', () => {
    const w = fakeWorld<{ text: string }, { name: string }, { id: string }>({
      dialect: json<{ text: string }, { name: string }>(),
      authenticate: () => ({ id: 'ann' }),
    });
    const recorder = createRecorder();
    recorder.attach(w.supervisor);
    expect(recorder.records.map(({ kind }) => kind)).toEqual(['attached']);
  });

  test('leave its messages alone', () => {
    const w = fakeWorld();
    const on = vi.spyOn(w.supervisor, 'on');
    createRecorder().attach(w.supervisor);
    expect(on.mock.calls.map(([name]) => name).sort()).toEqual(['gone', 'lost', 'peer', 'refused']);
  });
});
