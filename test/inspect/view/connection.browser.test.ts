import { afterEach, describe, expect, test, vi } from 'vitest';
import { drawn, filter, lit, placed, press, START, scripted, taken, texts } from './support/shown.ts';

afterEach(() => {
  document.body.replaceChildren();
  vi.restoreAllMocks();
});

/** A view of an open connection. */
async function open() {
  const world = scripted();
  const view = placed();
  view.connection = world.connection;
  world.connection.connect();
  await world.environment.advance(20);
  await drawn();
  return { ...world, view };
}

describe('<heartwire-view> with a connection', () => {
  test('says how it stands, in the chart’s own words', async () => {
    const { view } = await open();
    expect(texts(view, '.word')).toEqual(['Open']);
    expect(texts(view, '.note')).toEqual(['The peer was heard within the ping interval.']);
    expect(texts(view, '.figures dd')).toEqual(['–', '0', '1', '0 B']);
  });

  test('lights the active state, and marks those around it', async () => {
    const { view } = await open();
    expect(lit(view)).toEqual(['live.open.alive']);
    const around = [...(view.shadowRoot?.querySelectorAll('[data-around]') ?? [])];
    expect(around.map((state) => state.getAttribute('data-state'))).toEqual(['live', 'live.open']);
    expect(view.shadowRoot?.querySelector('.chart')?.getAttribute('aria-label')).toBe(
      'Statechart. Active: live.open.alive',
    );
  });

  test('counts the running deadline down by the connection’s own clock', async () => {
    const { view, environment } = await open();
    expect(texts(view, '.wait')).toEqual(['Next beat in6.0 s']);
    await environment.advance(2_500);
    await expect.poll(() => texts(view, '.wait')).toEqual(['Next beat in3.5 s']);
    const bar = view.shadowRoot?.querySelector<HTMLElement>('.bar');
    expect(Number(bar?.style.transform.slice(7, -1))).toBeCloseTo(3_500 / 6_000, 6);
  });

  test('shows no countdown where no deadline runs', async () => {
    const { view, connection, environment } = await open();
    const wait = () => view.shadowRoot?.querySelector<HTMLElement>('.wait')?.hidden;
    expect(wait()).toBe(false);
    connection.close();
    await environment.advance(2_000);
    await drawn();
    expect(texts(view, '.word')).toEqual(['Closed']);
    expect(wait()).toBe(true);
    expect(view.shadowRoot?.querySelector<HTMLElement>('.bar')?.style.transform).toBe('scaleX(0)');
  });

  test('marks the transition that was taken, with the one that followed at once', async () => {
    const { view, transport, environment } = await open();
    expect(taken(view)).toEqual(['live.connecting.dialing: socket.opened → live.open']);
    transport.peers.at(-1)?.close(1012);
    await environment.advance(10);
    await drawn();
    expect(lit(view)).toEqual(['backoff']);
    expect(taken(view)).toEqual(['lost: always → backoff', 'live: link.lost → lost']);
  });

  test('leaves the mark where it is on an event that changes nothing', async () => {
    const { view, connection } = await open();
    connection.connect();
    await drawn();
    expect(texts(view, '.record p')[0]).toMatch(/^open connect/);
    expect(taken(view)).toEqual(['live.connecting.dialing: socket.opened → live.open']);
  });

  test('draws a transition in motion, and cleans up after it', async () => {
    const { view } = await open();
    const { shadowRoot } = view;
    const pulses = () => shadowRoot?.querySelectorAll('.pulse').length;
    expect(pulses()).toBe(1);
    await expect.poll(pulses, { timeout: 5_000 }).toBe(0);
  });

  test('follows by itself in a narrow place', async () => {
    const { view } = await open();
    const picture = view.shadowRoot?.querySelector<SVGSVGElement>('.chart');
    expect(picture?.viewBox.baseVal.height).toBeGreaterThan(1_200);
    view.style.width = '375px';
    await expect.poll(() => picture?.viewBox.baseVal.height).toBeLessThan(500);
    expect(view.shadowRoot?.querySelector('.chart-panel button')?.getAttribute('aria-pressed')).toBe('true');
  });

  test('moves nothing for a reader who wants less motion', async () => {
    const real = window.matchMedia.bind(window);
    vi.spyOn(window, 'matchMedia').mockImplementation((query) =>
      query.includes('reduce') ? ({ matches: true } as MediaQueryList) : real(query),
    );
    const { view } = await open();
    expect(view.shadowRoot?.querySelectorAll('.pulse').length).toBe(0);
    expect(taken(view)).toEqual(['live.connecting.dialing: socket.opened → live.open']);
  });

  test('follows close up what happens, when it is asked to, or where there is no room for the whole', async () => {
    const { view, environment, connection } = await open();
    const picture = view.shadowRoot?.querySelector<SVGSVGElement>('.chart') as SVGSVGElement;
    const section = () => {
      const { x, y, width, height } = picture.viewBox.baseVal;
      return { x, y, width, height };
    };
    const isWhole = () => section().height > 1_200;
    const holds = (state: string): boolean => {
      const { x, y, width, height } = section();
      const box = picture.querySelector<SVGRectElement>(`[data-state="${state}"] > .box`)?.getBBox();
      if (!box) throw new Error(`no box of ${state}`);
      const isBeside = box.x < x || box.x + box.width > x + width;
      return !isBeside && box.y >= y && box.y + box.height <= y + height;
    };
    expect(isWhole()).toBe(true);
    press(view, 'Follow');
    await expect.poll(() => !isWhole() && holds('live.open.alive')).toBe(true);
    connection.close();
    await environment.advance(2_000);
    await expect.poll(() => lit(view)).toEqual(['closed']);
    await expect.poll(() => holds('closed')).toBe(true);
    const follow = press(view, 'Follow');
    await expect.poll(isWhole).toBe(true);
    expect(follow.getAttribute('aria-pressed')).toBe('false');
  });

  test('shows round trips, and says what they were', async () => {
    const { view, environment, transport } = await open();
    await environment.advance(6_020);
    transport.latency = 40;
    await environment.advance(6_080);
    await drawn();
    expect(texts(view, '#trips-summary')).toEqual(['median 80 ms · longest 80 ms']);
    expect(texts(view, '.trips .dot')).toEqual(['20 ms', '80 ms']);
    expect(texts(view, '.figures dd')[0]).toBe('80 ms');
  });

  test('shows the time in each state, the current one marked', async () => {
    const { view, environment } = await open();
    await environment.advance(2_000);
    await expect.poll(() => texts(view, '.share-time')).toEqual(['0 ms', '20 ms', '2.0 s']);
    expect(texts(view, '.share-name')).toEqual(['Idle', 'Connecting', 'Open']);
    expect(texts(view, '[aria-current] .share-name')).toEqual(['Open']);
  });

  test('tells the last loss with its code and its age', async () => {
    const { view, transport, environment } = await open();
    transport.peers.at(-1)?.close(4001, 'because of s3cret');
    await environment.advance(3_010);
    await drawn();
    await expect
      .poll(() => texts(view, '.cause'))
      .toEqual(['Last loss 3 s ago The socket was closed. ERR_HEARTWIRE_SOCKET_CLOSED · 4001']);
  });
});

describe('the record', () => {
  test('lists what happened, newest first, without healthy beats until they are asked for', async () => {
    const { view, environment } = await open();
    await environment.advance(6_020);
    await drawn();
    const rows = () => texts(view, '.record strong');
    expect(rows()).toEqual(['open', 'connecting → open', 'idle → connecting', 'attached: idle']);
    press(view, 'Beats');
    expect(rows()).toEqual([
      ...['pong in 20 ms', 'awaiting-pong → open', 'open → awaiting-pong'],
      ...['open', 'connecting → open', 'idle → connecting', 'attached: idle'],
    ]);
    press(view, 'Changes');
    press(view, 'Others');
    expect(rows()).toEqual(['pong in 20 ms', 'awaiting-pong → open', 'open → awaiting-pong']);
  });

  test('is filtered by words, those of the record’s fields included', async () => {
    const { view, transport, environment } = await open();
    transport.peers.at(-1)?.close(1012);
    await environment.advance(10);
    await drawn();
    filter(view, 'err_heartwire_socket_closed');
    expect(texts(view, '.record strong')).toEqual(['open → backoff']);
    expect(texts(view, '.records-panel .summary')).toEqual(['1 of 4']);
    filter(view, 'no such thing');
    expect(texts(view, '.records li')).toEqual(['No record matches.']);
  });

  test('stands still while it is paused, and catches up', async () => {
    const { view, connection, environment } = await open();
    press(view, 'Pause');
    connection.reconnect();
    await environment.advance(20);
    await drawn();
    expect(texts(view, '.word')).toEqual(['Open']);
    expect(texts(view, '.record strong')).toHaveLength(3);
    press(view, 'Pause');
    expect(texts(view, '.record strong').slice(0, 2)).toEqual(['connecting → open', 'open → connecting']);
  });

  test('adds rows without touching those that are there', async () => {
    const { view, connection } = await open();
    const before = view.shadowRoot?.querySelector('.record');
    const remove = vi.fn();
    new MutationObserver((changes) => {
      for (const { removedNodes } of changes) if (removedNodes.length > 0) remove();
    }).observe(view.shadowRoot?.querySelector('.records') as Node, { childList: true });
    connection.reconnect();
    await drawn();
    expect(texts(view, '.record strong')[0]).toBe('open → connecting');
    expect(before?.isConnected).toBe(true);
    expect(remove).not.toHaveBeenCalled();
  });

  test('copies what the filter lets through, as JSON, and says so', async () => {
    const copied = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    const { view } = await open();
    filter(view, 'socket.opened');
    const button = press(view, 'Copy JSON');
    await expect.poll(() => button.textContent).toBe('1 copied');
    expect(JSON.parse(String(copied.mock.calls[0]?.[0]))).toEqual([
      {
        ...{ id: 3, name: 'connection', time: START + 20, kind: 'transition', link: 1 },
        ...{ event: 'socket.opened', from: 'connecting', to: 'open', state: 'live.open.alive' },
        ...{ attempt: 0, deadline: 'pingInterval', delay: 6_000, bufferedAmount: 0 },
      },
    ]);
    expect(texts(view, '[role=status]')).toEqual(['Records copied as JSON: 1.']);
  });

  test('copies by selection where the page may not use the clipboard, and gives the focus back', async () => {
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new DOMException('no', 'NotAllowedError'));
    const command = vi.spyOn(document, 'execCommand').mockReturnValue(true);
    const { view } = await open();
    const button = press(view, 'Copy JSON');
    await expect.poll(() => button.textContent).toBe('3 copied');
    expect(command).toHaveBeenCalledWith('copy');
    expect(view.shadowRoot?.querySelector('textarea')).toBeNull();
    expect(view.shadowRoot?.activeElement).toBe(button);
  });

  test('keeps as much as a recorder, and lists 200 rows at most', async () => {
    const { view, connection } = await open();
    for (let count = 0; count < 1_200; count += 1) connection.reconnect();
    await drawn();
    expect(view.shadowRoot?.querySelectorAll('.record').length).toBe(200);
    expect(texts(view, '.records-panel .summary')).toEqual(['1000 of 1000, the latest 200 listed']);
  });
});

describe('what a view says aloud', () => {
  test('is a status that lasts: no beat, and nothing on the way', async () => {
    const { view, environment, transport } = await open();
    const said: string[] = [];
    const region = view.shadowRoot?.querySelector('[role=status]');
    new MutationObserver(() => said.push(region?.textContent ?? '')).observe(region as Node, {
      childList: true,
    });
    const pass = async (ms: number) => {
      await environment.advance(ms);
      // Time alone is drawn by the view's own tick.
      await new Promise((resolve) => setTimeout(resolve, 250));
    };
    await pass(1_100);
    for (let beat = 0; beat < 5; beat += 1) await pass(6_020);
    transport.freeze();
    await pass(4_900 + 1_500);
    expect(texts(view, '.word')).toEqual(['Awaiting pong']);
    expect(said).toEqual(['Open.']);
  });

  test('tells a loss with its cause and the next attempt', async () => {
    const { view, environment, transport } = await open();
    transport.freeze();
    await environment.advance(6_000 + 2_000 + 1_100);
    await expect
      .poll(() => texts(view, '[role=status]'))
      .toEqual(['Backoff. No sign of life came in time. Next attempt after 4.0 s.']);
  });
});

describe('what a view holds', () => {
  test('is as redacted as the record: no url, credential, payload or close reason', async () => {
    const { view, connection, transport, environment } = await open();
    connection.send('p4yload');
    transport.peers.at(-1)?.send('p4yload');
    transport.peers.at(-1)?.close(4001, 'because of s3cret');
    await environment.advance(100);
    await drawn();
    for (const topic of ['Beats']) press(view, topic);
    const held = view.shadowRoot?.innerHTML ?? '';
    expect(held).toContain('close code 4001');
    expect(held).not.toMatch(/s3cret|hunter2|p4yload|example\.test/);
  });
});
