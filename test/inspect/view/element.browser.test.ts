import { afterEach, describe, expect, test, vi } from 'vitest';
import { createRecorder } from '../../../src/inspect/index.ts';
import type { TimelineRecord } from '../../../src/inspect/timeline-record.ts';
import { HeartwireView, type RecordSource, type ShownPeer } from '../../../src/inspect/view.ts';
import { drawn, placed, START, scripted, texts } from './support/shown.ts';

afterEach(() => {
  document.body.replaceChildren();
  vi.restoreAllMocks();
});

/** A source that a test feeds, and that knows who listens. */
function feed(records: TimelineRecord[] = [], peers?: readonly ShownPeer[]) {
  const listeners = new Set<(record: TimelineRecord) => void>();
  const source: RecordSource = {
    records,
    now: () => START + 60_000,
    peers,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    source,
    listeners,
    tell(record: TimelineRecord): void {
      for (const listener of listeners) listener(record);
    },
  };
}

const peerCame = (id: number, link: number): TimelineRecord => ({
  ...{ id, name: 'server-1', time: START, kind: 'peer', link, to: 'alive' },
});

describe('the element', () => {
  test('watches only while it is in a page', async () => {
    const { source, listeners } = feed();
    const view = placed();
    view.remove();
    await Promise.resolve();
    view.recorder = source;
    expect(listeners.size).toBe(0);
    document.body.append(view);
    expect(listeners.size).toBe(1);
    view.remove();
    await Promise.resolve();
    expect(listeners.size).toBe(0);
  });

  test('goes on when it is moved', async () => {
    const { source, listeners } = feed();
    const view = placed();
    view.recorder = source;
    const [listener] = listeners;
    const elsewhere = document.createElement('div');
    document.body.append(elsewhere);
    elsewhere.append(view);
    await Promise.resolve();
    expect([...listeners]).toEqual([listener]);
  });

  test('leaves nothing behind when it is taken out: no inspector, timer, frame or observer', async () => {
    const { connection, environment } = scripted();
    const off = vi.fn();
    const inspect = connection.actor.system.inspect.bind(connection.actor.system);
    vi.spyOn(connection.actor.system, 'inspect').mockImplementation((observer) => {
      const subscription = inspect(observer);
      return {
        unsubscribe() {
          off();
          subscription.unsubscribe();
        },
      };
    });
    const [began, ended] = [vi.spyOn(window, 'setInterval'), vi.spyOn(window, 'clearInterval')];
    const observed = vi.spyOn(ResizeObserver.prototype, 'observe');
    const disconnected = vi.spyOn(ResizeObserver.prototype, 'disconnect');
    const view = placed();
    view.connection = connection;
    connection.connect();
    await environment.advance(20);
    await drawn();
    const listening = environment.listeners;
    view.remove();
    await Promise.resolve();
    const frames = vi.spyOn(window, 'requestAnimationFrame');
    connection.reconnect();
    await environment.advance(10_000);
    expect(off).toHaveBeenCalledTimes(1);
    expect(began.mock.results.map(({ value }) => value)).toEqual(ended.mock.calls.map(([timer]) => timer));
    expect(disconnected).toHaveBeenCalledTimes(observed.mock.calls.length);
    expect(frames).not.toHaveBeenCalled();
    expect(environment.listeners).toBe(listening);
    expect(view.shadowRoot?.childElementCount).toBe(0);
  });

  test('does not draw once more when it was taken out before the frame', async () => {
    const { source, tell } = feed([peerCame(1, 1)]);
    const now = vi.fn(() => START);
    const view = placed();
    view.recorder = { ...source, now };
    await drawn();
    tell(peerCame(2, 2));
    view.remove();
    await Promise.resolve();
    now.mockClear();
    await drawn();
    expect(now).not.toHaveBeenCalled();
  });

  test('keeps what it has seen when it comes back, and counts the time between for nothing', async () => {
    const { connection, environment } = scripted();
    const view = placed();
    view.connection = connection;
    connection.connect();
    await environment.advance(1_020);
    view.remove();
    await Promise.resolve();
    await environment.advance(3_000);
    document.body.append(view);
    await drawn();
    expect(texts(view, '.record strong')).toEqual([
      ...['attached: open', 'detached', 'connecting → open', 'idle → connecting', 'attached: idle'],
    ]);
    expect(texts(view, '.share-time')).toEqual(['0 ms', '20 ms', '1.0 s']);
  });

  test('takes properties that were set before it was defined', () => {
    const { source, listeners } = feed();
    class Late extends HeartwireView {}
    const early = Object.assign(document.createElement('late-view'), { recorder: source });
    document.body.append(early);
    customElements.define('late-view', Late);
    expect(listeners.size).toBe(1);
    expect(Object.hasOwn(early, 'recorder')).toBe(false);
    expect((early as Late).recorder).toBe(source);
  });

  test('shows another connection in the place of the first', async () => {
    const [one, other] = [scripted(), scripted()];
    const view = placed();
    view.connection = one.connection;
    other.connection.connect();
    await other.environment.advance(20);
    view.connection = other.connection;
    await drawn();
    expect(texts(view, '.word')).toEqual(['Open']);
    expect(view.recorder).toBeUndefined();
    view.connection = undefined;
    expect(view.shadowRoot?.childElementCount).toBe(0);
  });

  test('shows a recorder that began earlier, and of several timelines the one that is named', async () => {
    const [one, other] = [scripted(), scripted()];
    const recorder = createRecorder();
    recorder.attach(one.connection, { name: 'one' });
    recorder.attach(other.connection, { name: 'other' });
    other.connection.connect();
    const view = placed();
    view.recorder = recorder;
    await drawn();
    expect(texts(view, '.record strong')).toEqual(['attached: idle']);
    view.setAttribute('name', 'other');
    await drawn();
    expect(texts(view, '.record strong')).toEqual(['idle → connecting', 'attached: idle']);
    expect(view.name).toBe('other');
  });

  test('says that there is nothing yet', async () => {
    const view = placed();
    view.recorder = feed().source;
    await drawn();
    expect(texts(view, '.empty')).toEqual(['Nothing is recorded yet.']);
  });

  test('writes foreign text as text', async () => {
    const { source, tell } = feed();
    const view = placed();
    view.recorder = source;
    const reason = '<img src=x onerror="globalThis.hacked = true">';
    tell({ id: 1, name: 'c', time: START, kind: 'drop', reason });
    await drawn();
    expect(texts(view, '.detail')).toEqual([reason]);
    expect(view.shadowRoot?.querySelector('img')).toBeNull();
  });
});

describe('<heartwire-view> with the record of a server', () => {
  test('shows its peers: who is there, who went, and why', async () => {
    const { source, tell } = feed([
      { id: 1, name: 'server-1', time: START, kind: 'attached' },
      peerCame(2, 1),
    ]);
    const view = placed();
    view.recorder = source;
    tell(peerCame(3, 2));
    const gone = { id: 4, name: 'server-1', time: START + 5_000, kind: 'gone', link: 1 } as const;
    tell({ ...gone, cause: 'ERR_HEARTWIRE_SOCKET_CLOSED', closeCode: 1001, roundTrip: 12 });
    await drawn();
    expect(texts(view, '.word')).toEqual(['1 peer']);
    expect(texts(view, '.figures dd')).toEqual(['2', '0', '0']);
    expect(texts(view, 'tbody tr')).toEqual([
      '2Alive1 min 0 s–',
      '1Gone: The socket was closed. (1001)5.0 s12 ms',
    ]);
    expect(texts(view, '.chart .badge')).toEqual(['1']);
  });

  test('shows how each stands now where the source can say', async () => {
    const peers: ShownPeer[] = [
      { id: 1, status: 'alive', latency: 8 },
      { id: 2, status: 'awaiting-pong' },
      { id: 3, status: 'alive' },
    ];
    const { source } = feed([peerCame(1, 1), peerCame(2, 2), peerCame(3, 3)], peers);
    const view = placed();
    view.recorder = source;
    await drawn();
    const badges = [...(view.shadowRoot?.querySelectorAll('.badge') ?? [])].map((badge) => [
      badge.parentElement?.getAttribute('data-tag'),
      badge.textContent,
    ]);
    expect(badges).toEqual([
      ['alive', '2'],
      ['awaiting-pong', '1'],
    ]);
    expect(texts(view, 'tbody tr').map((row) => row.replace('1 min 0 s', ' '))).toEqual([
      ...['1Alive 8 ms', '2Awaiting pong –', '3Alive –'],
    ]);
  });

  test('tells peers of a server apart from those of the one before it that had the same numbers', async () => {
    const gone = { id: 2, name: 'server-1', time: START + 5_000, kind: 'gone', link: 1 } as const;
    const { source } = feed([peerCame(1, 1), gone, peerCame(3, 1)]);
    const view = placed();
    view.recorder = source;
    await drawn();
    expect(texts(view, 'tbody tr')).toEqual(['1Alive1 min 0 s–', '1Gone5.0 s–']);
  });
});
