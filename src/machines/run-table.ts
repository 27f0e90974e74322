import { interpreter, type RowState, type Running } from './interpreter.ts';
import type { Table } from './table.ts';

/** Runs any number of states by one table. */
export interface Runner<State, Event> {
  /** Enters the chart's initial state. */
  enter(state: State, event: Event): void;
  /** Takes an event to its end; one that is sent on the way is taken right after, as an actor's mailbox has it. */
  send(state: State, event: Event): void;
}

/** An interpreter with a mailbox (interpreter.ts). */
export function runTable<State extends RowState, Event extends { readonly type: string }>(
  table: Table,
  running: Running<State, Event>,
): Runner<State, Event> {
  const { enter, take } = interpreter(table, running);
  const waiting: (() => void)[] = [];
  let isRunning = false;
  const run = (step: typeof enter | typeof take, state: State, event: Event) => {
    if (isRunning) return void waiting.push(() => step(state, event));
    isRunning = true;
    try {
      step(state, event);
      for (let next = waiting.shift(); next; next = waiting.shift()) next();
    } finally {
      isRunning = false;
    }
  };
  return {
    enter: (state, event) => run(enter, state, event),
    send: (state, event) => run(take, state, event),
  };
}
