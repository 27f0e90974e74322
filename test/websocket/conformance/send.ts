import { type Answer, INVALID_STATE, message, once, type Row, row, thrown } from './row.ts';

const send = (socket: WebSocket, ...args: unknown[]) =>
  (socket.send as (...args: unknown[]) => unknown).call(socket, ...args);

const bytes = (buffer: ArrayBuffer): number[] => [...new Uint8Array(buffer)];

/** What an echo server sends back: text, or the class of binary and its bytes. */
const echoed = async (socket: WebSocket): Promise<Answer> => {
  const data = await message(socket);
  if (typeof data === 'string') return data;
  const { name } = (data as object).constructor;
  return [name, bytes(data instanceof Blob ? await data.arrayBuffer() : (data as ArrayBuffer))];
};

const echo = (title: string, value: () => unknown, expected: Answer): Row =>
  row(`send() of ${title}`, [true, expected], async ({ open }) => {
    const socket = await open();
    socket.binaryType = 'arraybuffer';
    return [send(socket, value()) === undefined, await echoed(socket)];
  });

const view = () => new Uint8Array([1, 2, 3, 4, 5]).subarray(1, 4);

const binaryTypes: readonly unknown[] = ['Blob', 'text', '', 'nodebuffer', null, 1];

export const sendRows: readonly Row[] = [
  row('send() without an argument', ['TypeError', 'TypeError'], async ({ make, open }) => [
    thrown(() => send(make())),
    thrown(await open().then((socket) => () => send(socket))),
  ]),
  row('send() of a symbol', ['TypeError', 'TypeError'], async ({ make, open }) => [
    thrown(() => send(make(), Symbol('x'))),
    thrown(await open().then((socket) => () => send(socket, Symbol('x')))),
  ]),
  row('send() while CONNECTING', [INVALID_STATE, INVALID_STATE, 0], ({ make }) => {
    const socket = make();
    return [
      thrown(() => socket.send('x')),
      thrown(() => socket.send(new ArrayBuffer(1))),
      socket.bufferedAmount,
    ];
  }),
  echo('text', () => 'text', 'text'),
  echo('an empty string', () => '', ''),
  echo('letters of two, three and four bytes', () => 'ü€😀', 'ü€😀'),
  echo('a lone surrogate', () => 'a\udc00b', 'a\ufffdb'),
  echo('NUL', () => '\u0000', '\u0000'),
  echo('undefined', () => undefined, 'undefined'),
  echo('null', () => null, 'null'),
  echo('a number', () => 1.5, '1.5'),
  echo('true', () => true, 'true'),
  echo('a BigInt', () => 10n, '10'),
  echo('an object', () => ({}), '[object Object]'),
  echo('an object with toString', () => ({ toString: () => 'mine' }), 'mine'),
  echo('an array', () => [1, [2]], '1,2'),
  echo('an ArrayBuffer', () => Uint8Array.from([1, 2]).buffer, ['ArrayBuffer', [1, 2]]),
  echo('an empty ArrayBuffer', () => new ArrayBuffer(0), ['ArrayBuffer', []]),
  echo('a part of a buffer', view, ['ArrayBuffer', [2, 3, 4]]),
  echo('a DataView', () => new DataView(view().buffer, 2, 2), ['ArrayBuffer', [3, 4]]),
  echo('an array of numbers of two bytes', () => Uint16Array.of(258), ['ArrayBuffer', [2, 1]]),
  echo('a Blob', () => new Blob(['ab', Uint8Array.of(1)]), ['ArrayBuffer', [97, 98, 1]]),
  row('a buffer that is changed after send() was sent as it was', ['ArrayBuffer', [1]], async ({ open }) => {
    const socket = await open();
    socket.binaryType = 'arraybuffer';
    const buffer = Uint8Array.of(1);
    socket.send(buffer);
    buffer[0] = 2;
    return echoed(socket);
  }),
  row(
    'text, Blob and buffer arrive in the order of send()',
    ['a', ['ArrayBuffer', [98]], 'c', ['ArrayBuffer', [100]]],
    async ({ open }) => {
      const socket = await open();
      socket.binaryType = 'arraybuffer';
      const heard: Answer[] = [];
      const all = new Promise<void>((resolve) => {
        socket.onmessage = ({ data }: MessageEvent) => {
          heard.push(typeof data === 'string' ? data : ['ArrayBuffer', bytes(data)]);
          if (heard.length === 4) resolve();
        };
      });
      for (const data of ['a', new Blob(['b']), 'c', Uint8Array.of(100)]) socket.send(data);
      await all;
      return heard;
    },
  ),
  row('bufferedAmount grows at once by bytes of UTF-8', [3, 4], async ({ open }) => {
    const socket = await open();
    socket.send('€');
    const text = socket.bufferedAmount;
    socket.send(new ArrayBuffer(1));
    return [text, socket.bufferedAmount];
  }),
  row('bufferedAmount goes back to 0', 0, async ({ open }) => {
    const socket = await open();
    socket.send('x'.repeat(100_000));
    await message(socket);
    return socket.bufferedAmount;
  }),
  row(
    'send() when CLOSING or CLOSED sends nothing, and bufferedAmount grows by its bytes',
    [3, 4, 4, 6, 11],
    async ({ open }) => {
      const socket = await open();
      socket.close();
      socket.send('€');
      const amounts = [socket.bufferedAmount];
      socket.send(new ArrayBuffer(1));
      amounts.push(socket.bufferedAmount);
      await once(socket, 'close');
      amounts.push(socket.bufferedAmount);
      socket.send(new Blob(['ab']));
      amounts.push(socket.bufferedAmount);
      socket.send('abcde');
      return [...amounts, socket.bufferedAmount];
    },
  ),
  row('send() when CLOSED without an argument', 'TypeError', async ({ open }) => {
    const socket = await open();
    socket.close();
    await once(socket, 'close');
    return thrown(() => send(socket));
  }),
  row('binary arrives as a Blob', ['Blob', [1, 2]], async ({ open }) => {
    const socket = await open();
    socket.send(Uint8Array.of(1, 2));
    return echoed(socket);
  }),
  row('text arrives as a string, whatever binaryType says', ['a', 'a'], async ({ open }) => {
    const socket = await open();
    socket.send('a');
    const first = await echoed(socket);
    socket.binaryType = 'arraybuffer';
    socket.send('a');
    return [first, await echoed(socket)];
  }),
  row('binaryType changes between two messages', ['ArrayBuffer', [1], 'Blob', [2]], async ({ open }) => {
    const socket = await open();
    socket.binaryType = 'arraybuffer';
    socket.send(Uint8Array.of(1));
    const first = (await echoed(socket)) as readonly Answer[];
    socket.binaryType = 'blob';
    socket.send(Uint8Array.of(2));
    return [...first, ...((await echoed(socket)) as readonly Answer[])];
  }),
  row('binaryType can be set in every state', ['arraybuffer', 'blob', 'arraybuffer'], async ({ make }) => {
    const socket = make();
    socket.binaryType = 'arraybuffer';
    const types: BinaryType[] = [socket.binaryType];
    await once(socket, 'open');
    socket.binaryType = 'blob';
    types.push(socket.binaryType);
    socket.close();
    await once(socket, 'close');
    socket.binaryType = 'arraybuffer';
    return [...types, socket.binaryType];
  }),
  ...binaryTypes.map((type) =>
    row(`binaryType ${JSON.stringify(type)} is passed over`, ['nothing', 'arraybuffer'], ({ make }) => {
      const socket = make();
      socket.binaryType = 'arraybuffer';
      const answer = thrown(() => {
        socket.binaryType = type as BinaryType;
      });
      return [answer, socket.binaryType];
    }),
  ),
];
