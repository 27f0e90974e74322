import { type Answer, descriptor, lifeOf, once, type Row, row } from './row.ts';

const constants = ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'] as const;
const attributes = ['url', 'readyState', 'bufferedAmount', 'extensions', 'protocol'] as const;
const handlers = ['onopen', 'onmessage', 'onerror', 'onclose'] as const;
const members = [...constants, ...attributes, ...handlers, 'binaryType', 'close', 'send'];

/** Whether it takes another value; code that is not strict hears of it no other way. */
const takes = (target: object, name: string, value: unknown) => Reflect.set(target, name, value);

const data = (of: object, name: string): Answer => {
  const { value, writable, enumerable, configurable } = descriptor(of, name) ?? {};
  return [value, Boolean(writable), Boolean(enumerable), Boolean(configurable)];
};

export const interfaceRows: readonly Row[] = [
  ...constants.flatMap((name, value) => [
    row(`${name} of the class`, [value, false, true, false], ({ Socket }) => data(Socket, name)),
    row(`${name} of the prototype`, [value, false, true, false], ({ Socket }) =>
      data(Socket.prototype, name),
    ),
    row(`${name} of a socket`, [value, false, value, false], ({ make }) => {
      const socket = make();
      return [socket[name], takes(socket, name, 7), socket[name], Object.hasOwn(socket, name)];
    }),
  ]),
  ...attributes.map((name) =>
    row(`${name} cannot be written`, [false, true], ({ make }) => {
      const socket = make();
      const before = socket[name];
      return [takes(socket, name, 'other'), socket[name] === before];
    }),
  ),
  ...attributes.map((name) =>
    row(`${name} is an accessor of the prototype`, [true, false, true, true], ({ Socket }) => {
      const { get, set, enumerable, configurable } = descriptor(Socket.prototype, name) ?? {};
      return [
        typeof get === 'function',
        typeof set === 'function',
        enumerable === true,
        configurable === true,
      ];
    }),
  ),
  row('every member is enumerable', [...members].sort(), ({ make }) => {
    const found: string[] = [];
    for (const name in make()) if (members.includes(name)) found.push(name);
    return found.sort();
  }),
  row('its tag', '[object WebSocket]', ({ make }) => Object.prototype.toString.call(make())),
  row('it is an EventTarget', true, ({ make }) => make() instanceof EventTarget),
  row('what it starts with', [0, '', '', 0, 'blob'], ({ make }) => {
    const { readyState, protocol, extensions, bufferedAmount, binaryType } = make('/echo', 'chat');
    return [readyState, protocol, extensions, bufferedAmount, binaryType];
  }),
  row('what it has when it is open', [1, 'chat', '', 0, 'blob'], async ({ open }) => {
    const { readyState, protocol, extensions, bufferedAmount, binaryType } = await open('/echo', 'chat');
    return [readyState, protocol, extensions, bufferedAmount, binaryType];
  }),
  row('the subprotocol is known in the open event', ['chat', 1], ({ make }) => {
    const socket = make('/echo', 'chat');
    return once(socket, 'open').then(() => [socket.protocol, socket.readyState]);
  }),
  row(
    'its state at the events of a life that it ends in the message event',
    [
      ['open', 1],
      ['message', 2],
      ['close', 3],
    ],
    async ({ make }) => {
      const socket = make();
      socket.onopen = () => socket.send('x');
      socket.onmessage = () => socket.close();
      return lifeOf(socket);
    },
  ),
];

/** Values that are no handlers. */
const primitives: readonly (readonly [name: string, value: unknown])[] = [
  ['undefined', undefined],
  ['a number', 1],
  ['a string', 'alert()'],
  ['true', true],
  ['a symbol', Symbol('handler')],
];

/** Sets `onopen` and listeners as told, dispatches an `open` of our own, and says who was called. */
const order =
  (set: (socket: WebSocket, called: (name: string) => () => void) => void) =>
  (socket: WebSocket): Answer => {
    const calls: string[] = [];
    set(socket, (name) => () => calls.push(name));
    socket.dispatchEvent(new Event('open'));
    return calls;
  };

export const handlerRows: readonly Row[] = [
  ...handlers.map((name) => row(`${name} is null at first`, null, ({ make }) => make()[name] as null)),
  ...handlers.map((name) =>
    row(`${name} gives what was set, and null again`, [true, null], ({ make }) => {
      const socket = make();
      const handler = () => {};
      socket[name] = handler;
      const isSame = socket[name] === handler;
      socket[name] = null;
      return [isSame, socket[name] as null];
    }),
  ),
  ...primitives.map(([name, value]) =>
    row(`${name} as a handler is null`, null, ({ make }) => {
      const socket = make();
      socket.onopen = () => {};
      socket.onopen = value as null;
      return socket.onopen as null;
    }),
  ),
  row('an object as a handler is kept and not called', [true, 0], ({ make }) => {
    const socket = make();
    let calls = 0;
    const object = { handleEvent: () => (calls += 1) };
    socket.onopen = object as never;
    socket.dispatchEvent(new Event('open'));
    return [(socket.onopen as unknown) === object, calls];
  }),
  row('a handler is called in its place among the listeners', ['first', 'handler', 'last'], ({ make }) =>
    order((socket, called) => {
      socket.addEventListener('open', called('first'));
      socket.onopen = called('handler');
      socket.addEventListener('open', called('last'));
    })(make()),
  ),
  row('a handler that replaces one takes its place', ['second', 'listener'], ({ make }) =>
    order((socket, called) => {
      socket.onopen = called('first');
      socket.addEventListener('open', called('listener'));
      socket.onopen = called('second');
    })(make()),
  ),
  row('a handler that was taken away comes back at the end', ['listener', 'second'], ({ make }) =>
    order((socket, called) => {
      socket.onopen = called('first');
      socket.addEventListener('open', called('listener'));
      socket.onopen = null;
      socket.onopen = called('second');
    })(make()),
  ),
  row('a handler that is no function keeps the place of one', ['handler', 'listener'], ({ make }) =>
    order((socket, called) => {
      socket.onopen = {} as never;
      socket.addEventListener('open', called('listener'));
      socket.onopen = called('handler');
    })(make()),
  ),
  row('a handler that a listener takes away is not called', ['listener'], ({ make }) =>
    order((socket, called) => {
      socket.addEventListener('open', () => {
        called('listener')();
        socket.onopen = null;
      });
      socket.onopen = called('handler');
    })(make()),
  ),
  row(
    'this, target and currentTarget in a handler and in a listener',
    [true, true, true, true, true, true],
    async ({ make }) => {
      const socket = make();
      const seen: boolean[] = [];
      const look = function (this: unknown, { target, currentTarget }: Event) {
        seen.push(this === socket, target === socket, currentTarget === socket);
      };
      socket.onopen = look;
      socket.addEventListener('open', look);
      await once(socket, 'open');
      return seen;
    },
  ),
  row('handler and listeners get one event', true, async ({ make }) => {
    const socket = make();
    const events: Event[] = [];
    socket.onopen = (event) => events.push(event);
    socket.addEventListener('open', (event) => events.push(event));
    await once(socket, 'open');
    return events.length === 2 && events[0] === events[1];
  }),
  row(
    'a handler that returns false prevents the default of what can be prevented',
    [false, true],
    ({ make }) => {
      const socket = make();
      socket.onopen = () => false;
      const event = new Event('open', { cancelable: true });
      return [socket.dispatchEvent(event), event.defaultPrevented];
    },
  ),
];
