import { type Connection, createConnection } from '../../../src/connection.ts';
import type { ConnectionEvents } from '../../../src/connection-events.ts';
import type { ConnectionOptions } from '../../../src/options.ts';
import type { Environment } from '../../../src/ports/environment.ts';
import type { Link, Transport, TransportSink } from '../../../src/ports/transport.ts';
import type { ConnectionFactory, Invariant } from '../../../src/testing/index.ts';

type Options = ConnectionOptions<unknown, unknown>;
type Listener = (event: never) => void;
type Hear = (name: keyof ConnectionEvents, listener: Listener) => Listener;

/** Connections with other options than the app gave. */
const misled =
  (change: (options: Options) => Partial<Options>): ConnectionFactory =>
  (options) =>
    createConnection({ ...options, ...change(options) });

/** Connections whose sockets do something of their own. */
const rewired = (
  link: (link: Link, options: Options) => Link,
  sink: (sink: TransportSink) => TransportSink = (same) => same,
): ConnectionFactory =>
  misled((options) => {
    const transport = options.transport as Transport;
    return {
      transport: {
        name: transport.name,
        controlFrames: transport.controlFrames,
        open: (request, own) => link(transport.open(request, sink(own)), options),
      },
    };
  });

/** A link that passes everything on but what is given. */
const linkWith = (inner: Link, own: Partial<Link>): Link => ({
  send: (data) => inner.send(data),
  close: (code, reason) => inner.close(code, reason),
  discard: () => inner.discard(),
  get bufferedAmount() {
    return inner.bufferedAmount;
  },
  ...(inner.ping && { ping: () => inner.ping?.() }),
  ...own,
});

const sinkWith = (inner: TransportSink, own: Partial<TransportSink>): TransportSink => ({
  open: (protocol) => inner.open(protocol),
  frame: (data) => inner.frame(data),
  heard: (frame) => inner.heard(frame),
  close: (code, reason, wasClean) => inner.close(code, reason, wasClean),
  error: (cause) => inner.error(cause),
  ...own,
});

/** Connections on another clock. */
const mistimed = (change: (environment: Environment) => Partial<Environment>): ConnectionFactory =>
  misled(({ environment }) => {
    const own = environment as Environment;
    return {
      environment: {
        now: () => own.now(),
        setTimeout: (callback, delay) => own.setTimeout(callback, delay),
        clearTimeout: (timer) => own.clearTimeout(timer),
        random: () => own.random(),
        get online() {
          return own.online;
        },
        subscribe: (listener) => own.subscribe(listener),
        ...change(own),
      },
    };
  });

/** Connections that tell their listeners something else. */
const mistold =
  (hear: () => Hear): ConnectionFactory =>
  (options) => {
    const connection = createConnection(options);
    const told = hear();
    const on = connection.on.bind(connection);
    connection.on = ((name, listener, ...rest) =>
      on(name, told(name, listener) as never, ...rest)) as Connection<unknown, unknown>['on'];
    return connection;
  };

/** Every n-th event of this name is kept from everybody. */
const swallowing = (name: keyof ConnectionEvents, nth: number): ConnectionFactory =>
  mistold(() => (other, listener) => {
    let count = 0;
    if (other !== name) return listener;
    return (event) => {
      count += 1;
      if (count % nth > 0) listener(event);
    };
  });

const changing = (name: keyof ConnectionEvents, change: object): ConnectionFactory =>
  mistold(() => (other, listener) => {
    if (other !== name) return listener;
    return (event: object) => listener({ ...event, ...change } as never);
  });

const isData = (data: unknown) => typeof data === 'string' && /<[cs]\d/.test(data);

/** For each invariant a connection that breaks it. */
export const broken: Readonly<Record<Invariant, ConnectionFactory>> = {
  'one-socket': misled((options) => {
    const transport = options.transport as Transport;
    return {
      transport: {
        ...transport,
        open(request, sink) {
          transport.open(
            request,
            sinkWith(sink, { open: () => {}, frame: () => {}, close: () => {}, error: () => {} }),
          );
          return transport.open(request, sink);
        },
      },
    };
  }),
  'socket-fits-status': rewired((link, { environment }) =>
    linkWith(link, { discard: () => environment?.setTimeout(() => link.discard(), 1_000) }),
  ),
  'in-order': rewired(
    (link) => link,
    (sink) =>
      sinkWith(sink, {
        frame(data) {
          sink.frame(data);
          if (isData(data)) sink.frame(data);
        },
      }),
  ),
  'older-links-are-mute': (options) => {
    let last: Parameters<TransportSink['frame']>[0] | undefined;
    return rewired(
      (link) => link,
      (sink) =>
        sinkWith(sink, {
          open(protocol) {
            sink.open(protocol);
            if (last !== undefined) sink.frame(last);
          },
          frame(data) {
            if (isData(data)) last = data;
            sink.frame(data);
          },
        }),
    )(options);
  },
  'written-once': rewired((link) =>
    linkWith(link, {
      send(data) {
        link.send(data);
        if (isData(data)) link.send(data);
      },
    }),
  ),
  'accounted-for': swallowing('drop', 5),
  'outbox-bounds': misled(({ outbox }) => ({
    outbox: outbox ? { ...outbox, maxMessages: 10_000, maxBytes: 1_000_000 } : (outbox ?? {}),
  })),
  'dead-link': misled(({ heartbeat }) => ({
    heartbeat: heartbeat ? { ...heartbeat, pongTimeout: 60_000 } : heartbeat,
    probeTimeout: 60_000,
  })),
  'healthy-link': misled(({ heartbeat }) => ({
    heartbeat: heartbeat ? { ...heartbeat, pongTimeout: 1 } : heartbeat,
  })),
  'state-deadline': misled(() => ({ connectTimeout: 100_000 })),
  'nothing-lost': (options) => {
    let count = 0;
    return rewired(
      (link) => link,
      (sink) => {
        count = 0;
        return sinkWith(sink, {
          frame(data) {
            if (isData(data)) count += 1;
            if (!isData(data) || count < 3) sink.frame(data);
          },
        });
      },
    )(options);
  },
  recovery: misled(({ url }) => {
    let attempts = 0;
    return {
      url: async (attempt) => {
        attempts += 1;
        const given = await (url as (of: typeof attempt) => Promise<string>)(attempt);
        return attempts > 5 ? new Promise<string>(() => {}) : given;
      },
    };
  }),
  'at-rest': mistimed(() => ({ clearTimeout: () => {} })),
  backoff: mistimed((environment) => ({
    setTimeout: (callback, delay) => environment.setTimeout(callback, delay > 100 ? delay * 0.8 : delay),
  })),
  'attempt-count': misled(({ retry }) => ({ retry: { ...retry, stableAfter: 0 } })),
  'no-secret': changing('lost', { url: 'wss://server.test/?token=s3cr3t' }),
  'status-chain': swallowing('status', 10),
  'link-ends-once': swallowing('lost', 5),
  'link-numbers': changing('open', { link: 1 }),
  'retry-follows-loss': swallowing('retry', 3),
  'close-is-final': (options) => {
    const heard: Listener[] = [];
    const connection = mistold(() => (name, listener) => {
      if (name === 'message') heard.push(listener);
      return listener;
    })(options);
    const send = connection.send.bind(connection);
    connection.send = (...message) => {
      if (connection.status === 'closed') heard[0]?.('late' as never);
      return send(...message);
    };
    return connection;
  },
  'promises-settle': (options) => {
    const connection = createConnection(options);
    connection.probe = () => new Promise(() => {});
    return connection;
  },
  'listeners-are-apart': (options) => {
    const connection = createConnection(options);
    const on = connection.on.bind(connection);
    const registered = new Map<string, Listener[]>();
    connection.on = ((name, listener) => {
      const listeners = registered.get(name);
      listeners?.push(listener as Listener);
      if (listeners) return () => {};
      const own: Listener[] = [listener as Listener];
      registered.set(name, own);
      return on(name, (event) => {
        for (const each of own) each(event as never);
      });
    }) as Connection<unknown, unknown>['on'];
    return connection;
  },
};
