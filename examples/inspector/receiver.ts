import {
  createBrowserReceiver,
  createWebSocketReceiver,
  type StatelyActorEvent,
  type StatelyInspectionEvent,
} from '@statelyai/inspect';
import { append, byId, element, setText } from '../shared/dom.ts';

const actors = byId('actors');
const events = byId('events');
/** Actors by session: how they are called, and where their state is written. */
const known = new Map<string, { readonly name: string; readonly state: HTMLElement }>();

function show(event: StatelyInspectionEvent): void {
  if (event.type === '@xstate.actor') showActor(event);
  const { name, state } = known.get(event.sessionId) ?? {};
  if (event.type === '@xstate.event') {
    const source = event.sourceId === undefined ? '' : known.get(event.sourceId)?.name;
    line('event', source ? `${source} → ${name}` : name, event.event.type, event.event.cause);
  } else if (event.type === '@xstate.snapshot') {
    const { value, context } = event.snapshot as { readonly value?: unknown; readonly context?: object };
    const standing = value === undefined ? String(event.snapshot.status) : pathOf(value);
    if (state) setText(state, standing);
    line('snapshot', name, standing, context);
  }
}

function showActor({ sessionId, name, definition, parentId }: StatelyActorEvent): void {
  const state = element('span', 'note', 'started');
  const parent = parentId === undefined ? '' : `, child of ${known.get(parentId)?.name}`;
  known.set(sessionId, { name, state });
  append(actors, element('li', 'actor', element('strong', '', name), state));
  const chart = Object.keys(JSON.parse(definition ?? '{}').states ?? {});
  line('actor', name, `${sessionId}${parent}`, chart.length > 0 ? { states: chart.join(' ') } : undefined);
}

function line(kind: string, name: string | undefined, what: string, details: object | undefined): void {
  const item = element('li', `of-${kind}`, element('span', 'kind', kind), element('strong', '', name ?? '?'));
  item.append(element('code', '', what));
  if (details) item.append(element('span', 'details', described(details)));
  append(events, item);
}

/** What tells most of a context; the inspector has all of it. */
const TELLING = [
  'states',
  'status',
  'link',
  'attempt',
  'delay',
  'cause',
  'closeCode',
  'httpStatus',
  'verdict',
];

function described(details: object): string {
  return Object.entries(details)
    .filter(([key]) => TELLING.includes(key))
    .sort(([a], [b]) => TELLING.indexOf(a) - TELLING.indexOf(b))
    .map(([key, value]) => {
      if (typeof value === 'object') return described(value);
      return `${key} ${typeof value === 'number' ? Math.round(value) : value}`;
    })
    .join(' · ');
}

const pathOf = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? Object.entries(value)
        .map(([key, inner]) => `${key}.${pathOf(inner)}`)
        .join(' ')
    : String(value);

function receive(): void {
  const isOfServer = location.search === '?server';
  setText(byId('source'), isOfServer ? 'createWebSocketReceiver()' : 'createBrowserReceiver()');
  const receiver = isOfServer
    ? createWebSocketReceiver({ server: `ws://${location.host}/inspect` })
    : createBrowserReceiver();
  receiver.subscribe(show);
}

// The inspector knows the frame's window only once the frame has loaded, and sends to nobody before.
addEventListener('load', () => setTimeout(receive));
