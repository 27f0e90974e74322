import type { Status } from '../../../src/machines/connection-parts.ts';
import { createAgenda } from './agenda.ts';
import { lines, type Picture, peerLine } from './lines.ts';
import { createNetwork, type Ears, type Network, type Socket } from './network.ts';
import { createNotices, type EventName, type Reaction } from './notices.ts';
import { createQueue, type Message } from './queue.ts';
import { type Settings, soon, times } from './settings.ts';

/** What a close code means to a user who has read the README. */
const meanings: Readonly<Record<number, 'refresh' | 'fatal'>> = {
  1008: 'fatal',
  4401: 'refresh',
  4403: 'fatal',
};

interface Link {
  readonly number: number;
  heardAt: number;
  /** When the last ping went out, or the link opened. */
  beatAt: number;
  /** When the ping that is not answered yet went out. */
  pingedAt: number | undefined;
  /** Pings since the peer was last heard, and how long the last may stay unanswered, since when. */
  pings: number;
  patience: number;
  armedAt: number;
  socket: Socket | undefined;
}

/** What a user believes of a connection. It knows nothing of the chart. */
export type Model = ReturnType<typeof createModel>;

export function createModel({ limit, overflow, keepAlive }: Settings) {
  const agenda = createAgenda();
  const network = createNetwork();
  const reactions = new Map<EventName, Reaction>();
  const probes: string[] = [];
  const reported: string[] = [];
  let events: string[] = [];
  let status: Status = 'idle';
  let attempt = 0;
  let refreshes = 0;
  let links = 0;
  let messages = 0;
  let link: Link | undefined;
  let cause: string | undefined;
  let latency: number | undefined;
  let isOnline = true;
  let wait = { from: 0, delay: 0 };

  const isOpen = () => status === 'open' || status === 'awaiting-pong';
  const isAsleep = () => status === 'idle' || status === 'closed' || status === 'failed';

  const endProbes = (outcome: string) =>
    probes.forEach((other, index) => {
      if (other !== 'pending') return;
      probes[index] = outcome;
      agenda.cancel(`probe ${index}`);
    });
  const hear = (name: EventName, line: string) => {
    events.push(line);
    if (name === 'pong') endProbes(`${latency}`);
    if (name === 'lost') endProbes(`${cause}`);
    if (name === 'closed') endProbes('CLOSED');
    const reaction = reactions.get(name);
    reactions.delete(name);
    if (reaction === 'throw') reported.push(`from a listener for ${name}`);
    else if (reaction) model[reaction]();
  };
  const notices = createNotices(() => status, hear);
  const { change, say } = notices;
  const queue = createQueue(agenda, overflow, ({ text }, reason) => say('drop', lines.drop(text, reason)));

  const leave = (next: Status) => {
    status = next;
    agenda.cancel('connect', 'stable', 'ping', 'pong', 'close', 'wait');
    if (link?.socket) network.letGo(link.socket);
    link = undefined;
  };
  const startAnew = () => {
    attempt = 0;
    refreshes = 0;
  };
  const shut = () => {
    leave('closed');
    queue.clear('closed');
    say('closed', lines.closed());
  };
  const giveUp = () => {
    leave('failed');
    queue.clear('failed');
    say('failed', lines.failed(attempt, cause));
  };
  const waitFor = (next: 'backoff' | 'offline', delay: number) => {
    leave(next);
    wait = { from: agenda.now, delay };
    agenda.set('wait', delay, () => change(dial));
    if (next === 'backoff') say('retry', lines.retry(attempt, delay, cause));
  };
  const loseBy = (code: string, closeCode?: number) => {
    cause = code;
    const verdict = meanings[closeCode ?? 1006] ?? 'retry';
    const silence = agenda.now - (link?.heardAt ?? Number.NaN);
    const wasOpen = isOpen() || status === 'closing';
    say('lost', lines.lost({ link: links, code, closeCode, verdict, wasOpen, silence }));
    return verdict;
  };
  const lose = (code: string, closeCode?: number) => {
    const verdict = loseBy(code, closeCode);
    if (verdict === 'fatal' || (verdict === 'refresh' && refreshes > 0)) return giveUp();
    if (!isOnline) return waitFor('offline', times.offlineRetry);
    if (attempt >= limit) return giveUp();
    attempt += 1;
    if (verdict === 'refresh') refreshes += 1;
    waitFor('backoff', attempt * times.backoffStep);
  };

  const beat = (mine: Link) => {
    status = 'open';
    mine.pings = 0;
    agenda.cancel('pong');
    const quietIn = untilDue(mine.heardAt);
    if (keepAlive === 'when-quiet') {
      agenda.set('ping', quietIn, () => change(() => ping(mine, times.pongTimeout)));
      return;
    }
    agenda.set('ping', Math.min(untilDue(mine.beatAt), quietIn), () =>
      change(() => {
        if (untilDue(mine.beatAt) === 0) sendBeat(mine);
        if (untilDue(mine.heardAt) === 0) wonder(mine, times.pongTimeout);
        else beat(mine);
      }),
    );
  };
  const untilDue = (since: number) => Math.max(0, since + times.pingInterval - agenda.now);
  const sendBeat = (mine: Link) => {
    mine.beatAt = mine.pingedAt = agenda.now;
    if (mine.socket) network.send(mine.socket, 'heart_beat');
  };
  const wonder = (mine: Link, patience: number) => {
    status = 'awaiting-pong';
    mine.pings += 1;
    mine.patience = patience;
    mine.armedAt = agenda.now;
    agenda.cancel('ping');
    if (keepAlive === 'always') keepBeating(mine);
    agenda.set('pong', patience, () => change(() => missPong(mine)));
  };
  const keepBeating = (mine: Link) =>
    agenda.set('ping', untilDue(mine.beatAt), () =>
      change(() => {
        sendBeat(mine);
        keepBeating(mine);
      }),
    );
  const ping = (mine: Link, patience: number) => {
    sendBeat(mine);
    wonder(mine, patience);
  };
  /** One that comes much too late says that this machine slept. */
  const missPong = (mine: Link) => {
    const lateness = agenda.now - mine.armedAt - mine.patience;
    const isLate = mine.pings < 2 && lateness > Math.max(50, mine.patience / 2);
    if (isLate) ping(mine, Math.min(times.probeTimeout, times.pongTimeout));
    else lose('PONG_TIMEOUT');
  };
  const doubt = () => {
    if (link && status === 'open') ping(link, Math.min(times.probeTimeout, times.pongTimeout));
  };

  const earsOf = (mine: Link): Ears => ({
    opened: () =>
      change(() => {
        mine.heardAt = mine.beatAt = agenda.now;
        agenda.cancel('connect');
        agenda.set('stable', times.stableAfter, startAnew);
        beat(mine);
        for (let message = queue.shift(); message; message = queue.shift()) {
          if (mine.socket) network.send(mine.socket, message.text);
        }
        say('open', lines.open(mine.number, attempt));
      }),
    refused: () => change(() => lose('DIAL_FAILED')),
    said(text) {
      mine.heardAt = agenda.now;
      if (status === 'awaiting-pong') change(() => beat(mine));
      else if (status === 'open') beat(mine);
      if (link !== mine) return;
      if (text !== 'ok') {
        if (status !== 'closing') notices.tell('message', lines.message(text));
      } else if (mine.pingedAt !== undefined) {
        latency = agenda.now - mine.pingedAt;
        mine.pingedAt = undefined;
        say('pong', lines.pong(latency));
      }
    },
    closed: (code) => change(() => (status === 'closing' ? shut() : lose('SOCKET_CLOSED', code))),
  });
  const dial = () => {
    leave('connecting');
    links += 1;
    link = {
      number: links,
      heardAt: agenda.now,
      beatAt: agenda.now,
      pingedAt: undefined,
      pings: 0,
      patience: 0,
      armedAt: 0,
      socket: undefined,
    };
    agenda.set('connect', times.connectTimeout, () => change(() => lose('CONNECT_TIMEOUT')));
  };
  /** The url is asked for at once, and given in the turn after. */
  const takeTurn = (): boolean => {
    if (!link || link.socket) return false;
    if (model.isUrlMissing) {
      change(() => lose('PROVIDER_FAILED'));
      return takeTurn();
    }
    link.socket = network.dial(earsOf(link));
    return true;
  };
  const settle = () => {
    do network.settle();
    while (takeTurn());
  };
  /** A link that is given up for a new one is lost; an attempt is just replaced. */
  const replace = () => {
    if (isOpen() || status === 'closing') loseBy('SUPERSEDED');
  };
  const hurry = () => {
    const rest = Math.max(0, wait.from + wait.delay - agenda.now);
    waitFor('backoff', Math.min(rest, soon));
  };

  const model = {
    network: network as Network,
    /** Whether what gives the url fails to. */
    isUrlMissing: false,
    reactions,
    /** The socket that the server has, as far as it is not over. */
    get served(): Socket | undefined {
      const socket = link?.socket;
      return socket?.peer && isOpen() ? socket : undefined;
    },
    /** How many messages the app has sent. */
    get messages() {
      return messages;
    },
    /** Names the next message. */
    compose: (text: string, key: string | undefined, ttl: number | undefined): Message => {
      messages += 1;
      return { id: messages, text, key, ttl };
    },
    connect: () =>
      change(() => {
        if (status !== 'idle' && status !== 'closed') return;
        startAnew();
        dial();
      }),
    reconnect: () =>
      change(() => {
        replace();
        startAnew();
        dial();
      }),
    close: (code = 1005) =>
      change(() => {
        if (status === 'closed' || status === 'failed' || status === 'closing') return;
        if (!isOpen() || !link?.socket) return shut();
        status = 'closing';
        agenda.cancel('stable', 'ping', 'pong');
        network.close(link.socket, code);
        agenda.set('close', times.closeTimeout, () => change(shut));
      }),
    send(message: Message): 'sent' | 'queued' | 'refused' {
      if (isOpen() && link?.socket) {
        network.send(link.socket, message.text);
        return 'sent';
      }
      const isEnd = status === 'failed' || status === 'closed' || status === 'closing';
      // Whole when listeners hear of what it cost others: one that closes finds it in the queue.
      let isTaken = false;
      change(() => {
        isTaken = !isEnd && queue.add(message);
      });
      if (!isEnd) return isTaken ? 'queued' : 'refused';
      say('drop', lines.drop(message.text, status === 'failed' ? 'failed' : 'closed'));
      return 'refused';
    },
    abort: (id: number) => queue.drop(id, 'aborted'),
    probe() {
      if (!isOpen()) return void probes.push('NOT_OPEN');
      const index = probes.push('pending') - 1;
      agenda.set(`probe ${index}`, times.probeTimeout + 1, () => {
        probes[index] = 'NO_PONG';
      });
      change(doubt);
    },
    setOnline: (online: boolean) =>
      change(() => {
        isOnline = online;
        doubt();
        if (online && (status === 'backoff' || status === 'offline')) hurry();
        else if (!online && status === 'backoff') waitFor('offline', times.offlineRetry);
      }),
    wake: () =>
      change(() => {
        doubt();
        if (status === 'backoff') hurry();
      }),
    restorePage: () =>
      change(() => {
        if (isAsleep()) return;
        if (status === 'closing') return shut();
        replace();
        dial();
      }),
    /** Lets time pass, and everything arrive that can. */
    advance(ms: number) {
      const until = agenda.now + ms;
      takeTurn();
      for (;;) {
        // What is overdue falls before what arrives now.
        if (agenda.next > agenda.now) settle();
        if (agenda.next > until) break;
        agenda.fallNext();
        takeTurn();
      }
      agenda.now = until;
    },
    /** Time passes and nobody notices: what falls due meanwhile falls late. */
    sleep(ms: number) {
      model.advance(0);
      agenda.now += ms;
    },
    /** What there is to see; events are told once. */
    picture(isSettled: boolean): Picture {
      takeTurn();
      const told = events;
      events = [];
      const isWaiting = status === 'backoff' || status === 'offline';
      return {
        status,
        attempt,
        nextAttemptAt: isWaiting ? wait.from + wait.delay : undefined,
        cause,
        latency,
        bufferedAmount: queue.bytes,
        live: network.live,
        dials: network.dials,
        listeners: isAsleep() ? 0 : 1,
        timers: isSettled ? agenda.size : undefined,
        probes: [...probes],
        reported: [...reported],
        peers: network.peers.map(({ received, closedWith }) => peerLine(received, closedWith)),
        events: told,
      };
    },
  };
  return model;
}
