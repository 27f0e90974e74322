/** The last events of a world, kept as cheaply as can be: they are written out only when one goes wrong. */
export interface Trace {
  note(who: string, what: string, detail?: unknown): void;
  /** What concerns `who` or all, oldest first: when, who, what. Without `who`, everything. */
  lines(who?: string): readonly string[];
}

/** Who is named where something concerns all. */
export const WORLD = 'the world';

/** How many events are kept, and how many of them are told. */
const KEPT = 600;
const TOLD = 30;

/** The same thing several times in a row is one entry, that of the last time. */
interface Entry {
  at: number;
  readonly who: string;
  readonly what: string;
  detail: unknown;
  times: number;
}

/** Builds a trace; `elapsed` gives the world's time in ms. */
export function createTrace(elapsed: () => number): Trace {
  const ring: Entry[] = [];
  let last: Entry | undefined;
  let next = 0;
  return {
    note(who, what, detail) {
      if (last?.who === who && last.what === what && what !== 'status') {
        last.times += 1;
        last.at = elapsed();
        last.detail = detail;
        return;
      }
      last = { at: elapsed(), who, what, detail, times: 1 };
      ring[next % KEPT] = last;
      next += 1;
    },
    lines(who) {
      const start = next > KEPT ? next % KEPT : 0;
      const entries = [...ring.slice(start), ...ring.slice(0, start)];
      const chosen = entries.filter((entry) => who === undefined || entry.who === who || entry.who === WORLD);
      return chosen.slice(-TOLD).map(({ at, who: whose, what, detail, times }) => {
        const time = `${(at / 1_000).toFixed(3).padStart(10)} s`;
        return `${time}  ${whose.padEnd(9)} ${what}${times > 1 ? ` ×${times}` : ''} ${written(detail)}`.trimEnd();
      });
    },
  };
}

/** Longest text of a detail. */
const WIDTH = 120;

function written(detail: unknown): string {
  if (detail === undefined) return '';
  const text = typeof detail === 'string' ? detail : JSON.stringify(detail, brief);
  return text.length > WIDTH ? `${text.slice(0, WIDTH)}…` : text;
}

function brief(_: string, value: unknown): unknown {
  if (value instanceof Error) return `${Reflect.get(value, 'code') ?? value.name}: ${value.message}`;
  return typeof value === 'number' ? Math.round(value * 10) / 10 : value;
}
