import { type Answer, once, type Row, row, thrown } from './row.ts';

/** What a listener was called by, as `dispatch` says who. */
const dispatched = (
  add: (socket: WebSocket, called: (name: string) => () => void, dispatch: () => void) => void,
  expected: readonly string[],
  title: string,
): Row =>
  row(title, expected, ({ make }) => {
    const socket = make();
    const calls: string[] = [];
    const dispatch = () => void socket.dispatchEvent(new Event('x'));
    add(socket, (name) => () => calls.push(name), dispatch);
    return calls;
  });

const describe = (event: Event): Answer => [
  event.constructor === Event || event.constructor.name,
  event.type,
  event.bubbles,
  event.cancelable,
  event.composed,
];

export const events: readonly Row[] = [
  dispatched(
    (socket, called, dispatch) => {
      const listener = called('once');
      socket.addEventListener('x', listener);
      socket.addEventListener('x', listener);
      dispatch();
    },
    ['once'],
    'a listener that is added twice is called once',
  ),
  dispatched(
    (socket, called, dispatch) => {
      const listener = called('called');
      socket.addEventListener('x', listener, true);
      socket.addEventListener('x', listener, false);
      dispatch();
    },
    ['called', 'called'],
    'a listener that is added with and without capture is two',
  ),
  dispatched(
    (socket, called, dispatch) => {
      socket.addEventListener('x', called('called'), { once: true });
      dispatch();
      dispatch();
    },
    ['called'],
    'a listener with once is called once',
  ),
  dispatched(
    (socket, called, dispatch) => {
      const controller = new AbortController();
      socket.addEventListener('x', called('called'), { signal: controller.signal });
      dispatch();
      controller.abort();
      dispatch();
    },
    ['called'],
    'a listener with a signal is called until it aborts',
  ),
  dispatched(
    (socket, called, dispatch) => {
      socket.addEventListener('x', called('called'), { signal: AbortSignal.abort() });
      dispatch();
    },
    [],
    'a listener with a signal that has aborted is never called',
  ),
  dispatched(
    (socket, called, dispatch) => {
      const later = called('later');
      socket.addEventListener('x', () => socket.removeEventListener('x', later));
      socket.addEventListener('x', later);
      dispatch();
    },
    [],
    'a listener that is removed while an event is under way is not called',
  ),
  dispatched(
    (socket, called, dispatch) => {
      socket.addEventListener('x', () => socket.addEventListener('x', called('added')), { once: true });
      socket.addEventListener('x', called('there'));
      dispatch();
    },
    ['there'],
    'a listener that is added while an event is under way is not called',
  ),
  dispatched(
    (socket, called, dispatch) => {
      const object = {
        name: 'object',
        handleEvent() {
          called(this.name)();
        },
      };
      socket.addEventListener('x', object);
      dispatch();
    },
    ['object'],
    'a listener that is an object is called by its handleEvent',
  ),
  dispatched(
    (socket, called, dispatch) => {
      socket.addEventListener('x', null as never);
      socket.addEventListener('x', called('called'));
      dispatch();
    },
    ['called'],
    'null is no listener',
  ),
  dispatched(
    (socket, called, dispatch) => {
      socket.addEventListener('x', (event) => event.stopImmediatePropagation());
      socket.addEventListener('x', called('called'));
      dispatch();
    },
    [],
    'stopImmediatePropagation() spares the listeners behind',
  ),
  row('what is no event cannot be dispatched', ['TypeError', 'TypeError'], ({ make }) => {
    const socket = make();
    return [
      thrown(() => socket.dispatchEvent({ type: 'open' } as Event)),
      thrown(() => (socket.dispatchEvent as () => boolean)()),
    ];
  }),
  row(
    'an event of somebody else reaches handler and listener, and changes no state',
    ['mine', true, 0, true],
    ({ make }) => {
      const socket = make();
      let heard: Event | undefined;
      socket.onmessage = (event) => {
        heard = event;
      };
      const event = new MessageEvent('message', { data: 'mine' });
      const answer = socket.dispatchEvent(event);
      return [event.data, heard === event && event.target === socket, socket.readyState, answer];
    },
  ),
  row('open is an Event', [true, 'open', false, false, false], async ({ make }) =>
    describe(await once(make(), 'open')),
  ),
  row('error is an Event', [true, 'error', false, false, false], async ({ make }) =>
    describe(await once(make('/drop'), 'error')),
  ),
  row('message is a MessageEvent', ['MessageEvent', 'message', false, false, false], async ({ open }) => {
    const socket = await open();
    socket.send('x');
    return describe(await once(socket, 'message'));
  }),
  row('close is a CloseEvent', ['CloseEvent', 'close', false, false, false], async ({ open }) => {
    const socket = await open();
    socket.close();
    return describe(await once(socket, 'close'));
  }),
  row('a message has data, origin and the rest of its class', ['x', true, '', null, 0], async ({ open }) => {
    const socket = await open();
    socket.send('x');
    const { data, origin, lastEventId, source, ports } = await once(socket, 'message');
    return [data, origin === new URL(socket.url).origin, lastEventId, source as null, ports.length];
  }),
  row('its events are trusted', [true, true], async ({ make }) => {
    const socket = make();
    const { isTrusted } = await once(socket, 'open');
    socket.close();
    return [isTrusted, (await once(socket, 'close')).isTrusted];
  }),
  row('the first message is not lost on a handler that is set in the open event', 'hello', ({ make }) => {
    const socket = make('/greet?text=hello');
    return new Promise((resolve) => {
      socket.onopen = () => {
        socket.onmessage = ({ data }) => resolve(data);
      };
    });
  }),
];
