import { createRecorder } from '../recorder.ts';
import type { ConnectionSource } from '../watch-connection.ts';
import { show } from './show.ts';
import type { RecordSource } from './source.ts';

/** Where there is no document, as in a server that renders pages, the module can be imported all the same. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

const NAME = 'connection';

/**
 * Shows a connection while it lives: its chart with the active state lit, the deadline that runs, round trips, the time in each state,
 * and the record. Watches while it is in a page, and lets go of all when it is taken out.
 */
export class HeartwireView extends Base {
  static readonly observedAttributes = ['name'];
  #connection: ConnectionSource | undefined;
  #source: RecordSource | undefined;
  #stop: (() => void) | undefined;

  constructor() {
    super();
    this.attachShadow({ mode: 'open' });
  }

  /** The connection to show, recorded from when both it and the page are there. `undefined`: none. */
  get connection(): ConnectionSource | undefined {
    return this.#connection;
  }

  set connection(connection: ConnectionSource | undefined) {
    if (connection === this.#connection) return;
    this.#connection = connection;
    this.#source = connection && recorded(connection);
    this.#restart();
  }

  /**
   * What to show in the place of a connection: a recorder that began earlier, or one that records a server, or the records that come
   * from elsewhere.
   */
  get recorder(): RecordSource | undefined {
    return this.#connection ? undefined : this.#source;
  }

  set recorder(recorder: RecordSource | undefined) {
    if (recorder === this.#source) return;
    this.#connection = undefined;
    this.#source = recorder;
    this.#restart();
  }

  /** Which of the recorder's timelines to show; also the attribute `name`. Default the first. */
  get name(): string | undefined {
    return this.getAttribute('name') ?? undefined;
  }

  set name(name: string | undefined) {
    if (name === undefined) this.removeAttribute('name');
    else this.setAttribute('name', name);
  }

  connectedCallback(): void {
    for (const property of ['connection', 'recorder', 'name'] as const) adopt(this, property);
    this.#start();
  }

  disconnectedCallback(): void {
    // One that is only moved is in a page again by then.
    queueMicrotask(() => {
      if (!this.isConnected) this.#end();
    });
  }

  attributeChangedCallback(): void {
    this.#restart();
  }

  #restart(): void {
    this.#end();
    if (this.isConnected) this.#start();
  }

  #start(): void {
    const { shadowRoot } = this;
    if (this.#stop || !shadowRoot || !this.#source) return;
    this.#stop = show(shadowRoot, this.#source, this.#connection ? NAME : this.name);
  }

  #end(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}

/** A property that was set before the element was defined would hide the one of the class. */
function adopt<K extends keyof HeartwireView>(view: HeartwireView, property: K): void {
  if (!Object.hasOwn(view, property)) return;
  const value = view[property];
  delete (view as Partial<HeartwireView>)[property];
  view[property] = value;
}

/** A connection with a recorder of its own, which watches while somebody looks. What it has recorded it keeps. */
function recorded(connection: ConnectionSource): RecordSource {
  const recorder = createRecorder();
  const { host } = connection.actor.getSnapshot().context;
  return {
    get records() {
      return recorder.records;
    },
    subscribe(listener) {
      const unsubscribe = recorder.subscribe(listener);
      const detach = recorder.attach(connection, { name: NAME });
      return () => {
        unsubscribe();
        detach();
      };
    },
    now: () => host().environment.now(),
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'heartwire-view': HeartwireView;
  }
}
