import { connectionTable } from './machines/connection.table.ts';
import {
  type ConnectionContext,
  type ConnectionEvent,
  type ConnectionHost,
  delays,
  effects,
  guards,
  initialContext,
  type Status,
  updates,
} from './machines/connection-parts.ts';
import { interpreter, type RowState } from './machines/interpreter.ts';
import { hosted } from './machines/parts.ts';

/** A host with a clock, which is told of each event of the chart that has been taken. */
export interface RunningHost extends ConnectionHost {
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  /** An event has been taken, and the chart is in this status. */
  observe(status: Status): void;
}

/** The chart of one connection, run without XState. */
export interface RunningChart {
  readonly context: ConnectionContext;
  /** Takes an event to its end; one that is sent on the way is taken right after. */
  send(event: ConnectionEvent): void;
}

interface State extends ConnectionContext, RowState {
  readonly host: () => RunningHost;
  readonly timers: Record<string, unknown>;
  /** Links that start and stop when the event has been taken, as XState defers them. */
  readonly deferred: (() => void)[];
  readonly send: (event: ConnectionEvent) => void;
}

const { enter, take } = /* @__PURE__ */ interpreter<State, ConnectionEvent>(connectionTable, {
  ...{ updates: updates as never, guards, delays },
  effects: /* @__PURE__ */ hosted(effects),
  hands: {
    start(state, delay, ms) {
      const passed = { type: `after.${delay}` } as unknown as ConnectionEvent;
      state.timers[delay] = state.host().setTimeout(() => state.send(passed), ms);
    },
    stop: ({ host, timers }, delay) => host().clearTimeout(timers[delay]),
    invoke({ host, deferred, attempt, cause, verdict }) {
      const input = { host, attempt, cause, verdict };
      deferred.push(() => host().openLink(input));
    },
    leave: ({ host, deferred }) => void deferred.push(() => host().discardLink()),
  },
});

/** Runs the connection's chart for one host: what an XState actor of it does, by the same table. */
export function runConnection(host: RunningHost): RunningChart {
  const waiting: ConnectionEvent[] = [];
  let isRunning = false;
  const run = (step: typeof enter | typeof take, first: ConnectionEvent): void => {
    isRunning = true;
    try {
      for (let event: ConnectionEvent | undefined = first; event; event = waiting.shift()) {
        step(state, event);
        for (let act = state.deferred.shift(); act; act = state.deferred.shift()) act();
        host.observe(statuses[state.leaf] as Status);
        step = take;
      }
    } finally {
      isRunning = false;
    }
  };
  const send = (event: ConnectionEvent): void => {
    if (isRunning) waiting.push(event);
    else run(take, event);
  };
  const state: State = Object.assign(initialContext(() => host) as State, {
    leaf: -1,
    timers: {},
    deferred: [],
    send,
  });
  run(enter, { type: 'xstate.init' } as never);
  return { context: state, send };
}

const statuses = /* @__PURE__ */ connectionTable.leaves.map(({ tags: [tag] }) => tag as Status);
