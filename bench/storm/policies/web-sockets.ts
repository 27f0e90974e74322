import { createRequire } from 'node:module';
import PartySocket from 'partysocket/ws';
import type { Policy } from '../policy.ts';
import { versionOf } from './version.ts';

interface Self {
  _retryCount: number;
  readonly _options: { minReconnectionDelay?: number };
  _debug(): void;
}

interface DelayPrototype {
  _getNextDelay(this: Self): number;
}

/** Its module build has no types that name the default export for Node; the CommonJS one is the class itself. */
const Reconnecting: { prototype: DelayPrototype } = createRequire(import.meta.url)('reconnecting-websocket');

/** What the packages' own method reads of its instance. */
const instance = (): Self => ({ _retryCount: 0, _options: {}, _debug: () => {} });

export const reconnectingWebSocket: Policy = {
  name: 'reconnecting-websocket',
  source: `${versionOf('reconnecting-websocket')}, reconnecting-websocket.ts: DEFAULT, _getNextDelay()`,
  delays: '(1–5 s, drawn once a page) · 1.3ⁿ⁻¹ up to 10 s',
  fleet(size, random) {
    // The package draws it when it is loaded, so once for all connections of a page; one page a client here.
    const base = Float64Array.from({ length: size }, () => 1_000 + random() * 4_000);
    const self = instance();
    const { _getNextDelay } = Reconnecting.prototype;
    return (attempt, _sinceLoss, client) => {
      self._retryCount = attempt;
      self._options.minReconnectionDelay = base[client] ?? 0;
      return _getNextDelay.call(self);
    };
  },
};

export const partysocket: Policy = {
  name: 'partysocket',
  source: `${versionOf('partysocket')}, dist/ws.js: DEFAULT, _getNextDelay()`,
  delays: '3 s · 1.3ⁿ⁻¹ up to 10 s, no jitter',
  fleet() {
    const self = instance();
    const { _getNextDelay } = PartySocket.prototype as unknown as DelayPrototype;
    return (attempt) => {
      self._retryCount = attempt;
      return _getNextDelay.call(self);
    };
  },
};

/** What the second of the five systems does: a fixed wait, then "please reload". */
export const fixed: Policy = {
  name: 'fixed 5 s × 5',
  source: 'a common recipe',
  delays: '5 s, 5 times',
  fleet: () => (attempt) => (attempt > 5 ? undefined : 5_000),
};
