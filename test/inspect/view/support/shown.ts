import { memoryTransport } from '../../../../src/adapters/memory.ts';
import { virtualEnvironment } from '../../../../src/adapters/virtual-environment.ts';
import { constant } from '../../../../src/backoff/index.ts';
import { createConnection } from '../../../../src/connection.ts';
import { defineView, type HeartwireView } from '../../../../src/inspect/view.ts';

export const START = Date.UTC(2026, 0, 15, 9, 30);

/** A connection on a virtual clock whose other end a test scripts. */
export function scripted() {
  const environment = virtualEnvironment({ now: START });
  const transport = memoryTransport({ environment, latency: 10 });
  const connection = createConnection({
    url: 'wss://user:hunter2@example.test/live?token=s3cret',
    transport,
    environment,
    heartbeat: { pingInterval: 6_000, pongTimeout: 2_000 },
    backoff: constant(4_000),
    retry: { limit: 2 },
    autoConnect: false,
  });
  return { environment, transport, connection };
}

/** Two frames: what was asked for in one has been drawn in the next. */
export const drawn = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

/** Puts an element on the page, 1,200 px wide. */
export function placed(): HeartwireView {
  defineView();
  const view = document.createElement('heartwire-view');
  view.style.width = '1200px';
  document.body.replaceChildren(view);
  return view;
}

/** All that the view says at a place. */
export const texts = (view: HeartwireView, selector: string): string[] =>
  [...(view.shadowRoot?.querySelectorAll(selector) ?? [])].map(
    (element) => element.textContent?.trim() ?? '',
  );

export function press(view: HeartwireView, name: string): HTMLButtonElement {
  const buttons = [...(view.shadowRoot?.querySelectorAll('button') ?? [])];
  const button = buttons.find(({ textContent }) => textContent?.startsWith(name));
  if (!button) throw new Error(`The view has no button ${name}.`);
  button.click();
  return button;
}

/** Types into the filter. */
export function filter(view: HeartwireView, words: string): void {
  const box = view.shadowRoot?.querySelector('input');
  if (!box) throw new Error('The view has no filter.');
  box.value = words;
  box.dispatchEvent(new InputEvent('input'));
}

/** Paths of the states that are lit. */
export const lit = (view: HeartwireView): (string | null)[] =>
  [...(view.shadowRoot?.querySelectorAll('[data-lit]') ?? [])].map((state) =>
    state.getAttribute('data-state'),
  );

/** Ids of the edges on the ways that are marked. */
export const taken = (view: HeartwireView): (string | null)[] =>
  [...(view.shadowRoot?.querySelectorAll('.edge.taken') ?? [])].map((edge) => edge.getAttribute('data-edge'));
