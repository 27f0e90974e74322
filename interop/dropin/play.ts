import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultProxy, faultProxy } from '../../src/testing/fault-proxy.ts';
import { watchStalls } from '../../test/faults/support/stalls.ts';
import { createDesk, type HeldDesk } from './desk.ts';
import type { ClientRow, Seen, Session } from './row.ts';
import { type Beat, type End, type Kind, socketsFor, type Watched } from './sockets.ts';
import { steadyPort } from './steady-port.ts';

/** How the link of a client breaks: an RST; that, and nobody listens for 600 ms; silence without FIN and RST; the end of the server's process. */
export type Fault = 'cut' | 'refused' | 'frozen' | 'restarted';

/** What came of a client whose link broke. */
export interface Outcome {
  /** Whether it did its work again. */
  readonly isBack: boolean;
  /** Its TCP connections in the end. */
  readonly connections: number;
  /** Of units as below: how often the server began them. */
  readonly runs: readonly [before: number, underWay: number, during: number, after: number];
  /** Of units from before the fault, under way when it came, begun during it, and begun when it was over. */
  readonly seen: readonly [before: Seen, underWay: Seen, during: Seen, after: Seen];
  /** Of a link that froze: the end that its client was told of by itself, ms since the freeze, and whether the event loop stood still meanwhile. */
  readonly end: (End & { readonly after: number; readonly isSpoiled: boolean }) | undefined;
}

/** Heartbeat of the drop-in where it is what is tested, in ms. */
export const QUICK: Beat = { pingInterval: 100, pongTimeout: 200 };
const SLOW: Beat = { pingInterval: 2_000, pongTimeout: 2_000 };
/** How long nobody listens, in ms. */
const OUTAGE = 600;
/** How long a bare link is left frozen: three times as long as the drop-in may take. */
const FREEZE = 3 * (QUICK.pingInterval + QUICK.pongTimeout);
/** How long a client may take to be back, in ms. */
const PATIENCE = 8_000;
/** How long one is waited for that cannot come back. */
const DOUBT = 500;

/** A client at work at its server, behind a proxy. */
interface Stage {
  readonly proxy: FaultProxy;
  readonly sockets: Watched;
  readonly desk: HeldDesk;
  /** How long it may take to be back, in ms; less where nobody makes a new link. */
  readonly patience: number;
  /** How long a link is left frozen at most, in ms. */
  readonly noticeWithin: number;
  /** Starts a unit. */
  begin(n: number): void;
  seen(n: number): Seen;
  /** Ends the server, and starts another on its port. */
  restart(): Promise<void>;
}

/** Plays one fault on a client: units of work before it, under way when it strikes, during it and after it. */
export async function play(row: ClientRow, fault: Fault, kind: Kind, patience = PATIENCE): Promise<Outcome> {
  const desk = createDesk();
  const sockets = socketsFor(row, kind, fault === 'frozen' ? QUICK : SLOW);
  const port = await steadyPort();
  let server = await row.serve(desk, port);
  const restart = async () => {
    await server.close();
    desk.forget();
    server = await row.serve(desk, port);
  };
  const proxy = await faultProxy({ target: port, port: await steadyPort() });
  const heard: number[] = [];
  let session: Session | undefined;
  try {
    session = await row.connect(`ws://127.0.0.1:${proxy.port}/`, sockets.Socket, (n) => heard.push(n));
    const stage: Stage = {
      proxy,
      sockets,
      desk,
      patience: kind === 'bare' && row.mode === 'whole' ? DOUBT : patience,
      noticeWithin: kind === 'bare' ? FREEZE : patience,
      restart,
      ...workOf(session, heard),
    };
    return await playOn(stage, fault);
  } finally {
    await session?.close();
    await proxy.close();
    await server.close();
  }
}

async function playOn(stage: Stage, fault: Fault): Promise<Outcome> {
  const { desk, patience } = stage;
  await toMidWork(stage);
  const end = await faults[fault](stage);
  // What is under way ends only when the client works again, as far as it does while one unit is held.
  await works(stage, 150, Math.min(patience, 1_000));
  desk.release();
  return { ...(await results(stage)), end };
}

function workOf(session: Session, heard: readonly number[]): Pick<Stage, 'begin' | 'seen'> {
  const failed = new Set<number>();
  return {
    begin(n) {
      new Promise((resolve) => resolve(session.unit(n))).catch(() => failed.add(n));
    },
    seen(n) {
      const results = session.results?.() ?? heard;
      const times = results.filter((other) => other === n).length;
      if (times > 0) return times === 1 ? 'once' : 'twice or more';
      return failed.has(n) ? 'failed' : 'nothing';
    },
  };
}

/** Brings a client to the middle of its work: the first unit is done, the second is under way at the server. */
async function toMidWork(stage: Stage): Promise<void> {
  const { desk, begin, seen } = stage;
  if (!(await works(stage, 100, PATIENCE))) throw new Error('the client does not work');
  begin(1);
  await until(() => seen(1) === 'once');
  desk.hold(2);
  begin(2);
  await until(() => desk.times(2) === 1);
}

/** Each begins the third unit when the client must know, but for the one that nobody tells. */
const faults: Record<Fault, (stage: Stage) => Promise<Outcome['end']>> = {
  async cut({ proxy, sockets, begin }) {
    const ended = sockets.ended();
    proxy.reset();
    await ended;
    begin(3);
    return undefined;
  },
  async refused({ proxy, begin }) {
    await proxy.mode('refuse');
    proxy.reset();
    await sleep(OUTAGE / 2);
    begin(3);
    await sleep(OUTAGE / 2);
    await proxy.mode('flow');
    return undefined;
  },
  async frozen({ proxy, sockets, begin, noticeWithin }) {
    const ended = sockets.ended();
    const watch = watchStalls();
    const at = performance.now();
    await proxy.mode('freeze');
    begin(3);
    const end = await Promise.race([ended, sleep(noticeWithin, undefined)]);
    watch.stop();
    if (!end) await endUnnoticed(proxy);
    await proxy.mode('flow');
    return end && { ...end, after: end.at - at, isSpoiled: watch.stalledIn(at, end.at) };
  },
  async restarted({ proxy, sockets, begin, restart }) {
    const ended = sockets.ended();
    await proxy.mode('refuse');
    const restarted = restart();
    await ended;
    begin(3);
    await restarted;
    await proxy.mode('flow');
    return undefined;
  },
};

/** Ends a bare link, which does not notice, as the drop-in ends its own: what was sent is delivered, what is answered is not. */
async function endUnnoticed(proxy: FaultProxy): Promise<void> {
  await proxy.mode('freezeDown');
  await sleep(20);
  proxy.reset();
}

async function results(stage: Stage): Promise<Omit<Outcome, 'end'>> {
  const { proxy, desk, begin, seen, patience } = stage;
  const isBack = await works(stage, 200, patience);
  begin(4);
  if (isBack) await until(() => seen(4) === 'once' && proxy.connections === 1, patience);
  // For what should not come: one more result, one more link.
  await sleep(200);
  return {
    isBack,
    connections: proxy.connections,
    seen: [seen(1), seen(2), seen(3), seen(4)],
    runs: [desk.times(1), desk.times(2), desk.times(3), desk.times(4)],
  };
}

/** Whether one of the units from this number on has a result in time. */
async function works({ begin, seen }: Stage, from: number, patience: number): Promise<boolean> {
  const deadline = performance.now() + patience;
  for (let n = from; performance.now() < deadline; n += 1) {
    begin(n);
    await sleep(50);
    for (let each = from; each <= n; each += 1) if (seen(each) === 'once') return true;
  }
  return false;
}

async function until(isSo: () => boolean, patience = PATIENCE): Promise<void> {
  const deadline = performance.now() + patience;
  while (!isSo() && performance.now() < deadline) await sleep(10);
}
