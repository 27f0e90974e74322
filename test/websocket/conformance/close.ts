import {
  type Answer,
  closing,
  type Ground,
  INVALID_ACCESS,
  lifeOf,
  once,
  type Row,
  row,
  SYNTAX,
  thrown,
} from './row.ts';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const invalidCodes: readonly unknown[] = [
  0,
  1,
  999,
  1001,
  1004,
  1005,
  1006,
  1011,
  1015,
  2999,
  5000,
  65_535,
  66_536,
  -1_000,
  Number.NaN,
  Infinity,
  null,
  true,
  '',
  'close',
  {},
  2_999.4,
  4_999.5,
];

const clampedCodes: readonly (readonly [given: unknown, code: number])[] = [
  [999.5, 1_000],
  [1_000.5, 1_000],
  [2_999.5, 3_000],
  [3_000.5, 3_000],
  [3_001.5, 3_002],
  [4_999.4, 4_999],
  ['3000', 3_000],
  [{ valueOf: () => 4_000 }, 4_000],
  [[4_001], 4_001],
];

const call = (socket: WebSocket, ...args: unknown[]) =>
  (socket.close as (...args: unknown[]) => unknown).call(socket, ...args);

const written = (value: unknown) => (typeof value === 'string' ? JSON.stringify(value) : String(value));

/** Brings a socket into each state. */
const states: Readonly<Record<string, (ground: Ground) => WebSocket | Promise<WebSocket>>> = {
  CONNECTING: ({ make }) => make(),
  OPEN: ({ open }) => open(),
  CLOSING: async ({ open }) => {
    const socket = await open();
    socket.close();
    return socket;
  },
  CLOSED: async ({ open }) => {
    const socket = await open();
    socket.close();
    await once(socket, 'close');
    return socket;
  },
};

const bad: readonly (readonly [title: string, args: readonly unknown[], expected: string])[] = [
  ['an invalid code', [1_001], INVALID_ACCESS],
  ['a reason over 123 bytes', [1_000, 'x'.repeat(124)], SYNTAX],
  ['an invalid code and such a reason', [1_001, 'x'.repeat(124)], INVALID_ACCESS],
  ['such a reason without a code', [undefined, 'x'.repeat(124)], SYNTAX],
  ['a symbol as the code', [Symbol('code')], 'TypeError'],
  ['a BigInt as the code', [1_000n], 'TypeError'],
  ['a symbol as the reason', [1_000, Symbol('reason')], 'TypeError'],
];

/** How the closing handshake ends, and the state right after `close()`. */
const closes = (title: string, args: readonly unknown[], expected: Answer): Row =>
  row(`close(${title})`, [2, expected], async ({ open }) => {
    const socket = await open();
    const answer = closing(socket);
    call(socket, ...args);
    return [socket.readyState, await answer];
  });

const serverCodes = [
  1_000, 1_001, 1_002, 1_003, 1_007, 1_008, 1_009, 1_011, 1_012, 1_013, 3_000, 4_000, 4_999,
];

export const closeRows: readonly Row[] = [
  ...invalidCodes.map((code) =>
    row(`close(${written(code)}) is refused`, [INVALID_ACCESS, 1], async ({ open }) => {
      const socket = await open();
      return [thrown(() => call(socket, code)), socket.readyState];
    }),
  ),
  ...Object.entries(states).flatMap(([name, reach]) =>
    bad.map(([title, args, expected]) =>
      row(`close() with ${title} in ${name} throws and changes nothing`, [expected, true], async (ground) => {
        const socket = await reach(ground);
        const { readyState } = socket;
        return [thrown(() => call(socket, ...args)), socket.readyState === readyState];
      }),
    ),
  ),
  closes('', [], [1_005, '', true]),
  closes('undefined', [undefined], [1_005, '', true]),
  closes("undefined, 'reason'", [undefined, 'reason'], [1_000, 'reason', true]),
  closes('1000', [1_000], [1_000, '', true]),
  closes('1000, undefined', [1_000, undefined], [1_000, '', true]),
  closes("1000, ''", [1_000, ''], [1_000, '', true]),
  closes("1000, 'bye'", [1_000, 'bye'], [1_000, 'bye', true]),
  closes('1000, null', [1_000, null], [1_000, 'null', true]),
  closes('3000', [3_000], [3_000, '', true]),
  closes("4999, 'bye'", [4_999, 'bye'], [4_999, 'bye', true]),
  closes('with 123 bytes in 41 characters', [4_000, '€'.repeat(41)], [4_000, '€'.repeat(41), true]),
  closes('with a lone surrogate', [4_000, 'a\ud800b'], [4_000, 'a\ufffdb', true]),
  ...clampedCodes.map(([given, code]) => closes(written(given), [given], [code, '', true])),
  row('close() with 124 bytes in 42 characters is refused', SYNTAX, async ({ open }) => {
    const socket = await open();
    return thrown(() => socket.close(4_000, `${'€'.repeat(41)}x`));
  }),
  row('close() with 41 lone surrogates is as long as it may be', ['nothing', SYNTAX], async ({ open }) => {
    const socket = await open();
    return [
      thrown(() => socket.close(4_000, '\ud800'.repeat(41))),
      thrown(() => socket.close(4_000, '\ud800'.repeat(42))),
    ];
  }),
  row('close() returns undefined', [true, true], async ({ open }) => {
    const socket = await open();
    return [call(socket) === undefined, call(socket) === undefined];
  }),
  row(
    'close() while CONNECTING: CLOSING at once, then error and close, never open',
    [
      2,
      [
        ['error', 3],
        ['close', 3],
      ],
    ],
    async ({ make }) => {
      const socket = make();
      socket.close();
      return [socket.readyState, await lifeOf(socket)];
    },
  ),
  row('close() while CONNECTING is 1006, whatever code it has', [1_006, '', false], ({ make }) => {
    const socket = make();
    const answer = closing(socket);
    socket.close(4_000, 'bye');
    return answer;
  }),
  row('close() has no event inside it', [[], []], async ({ make, open }) => {
    const inside = [make(), await open()].map((socket) => {
      const told: string[] = [];
      for (const type of ['error', 'close']) socket.addEventListener(type, () => told.push(type));
      socket.close();
      return [...told];
    });
    return inside;
  }),
  row('close() twice: the first code, one event', [4_000, 1], async ({ open }) => {
    const socket = await open();
    let count = 0;
    socket.addEventListener('close', () => (count += 1));
    const answer = once(socket, 'close');
    socket.close(4_000);
    socket.close(4_001);
    const { code } = await answer;
    await sleep(30);
    return [code, count];
  }),
  row('close() in the open event', [1_005, '', true], ({ make }) => {
    const socket = make();
    socket.onopen = () => socket.close();
    return closing(socket);
  }),
  row(
    'close() in the error and close events does nothing',
    [
      ['error', 3],
      ['close', 3],
    ],
    async ({ make }) => {
      const socket = make('/drop');
      let errors = 0;
      socket.onerror = () => {
        errors += 1;
        // Node's own has another error for each close() in one.
        if (errors < 3) socket.close();
      };
      socket.onclose = () => socket.close();
      return lifeOf(socket);
    },
  ),
  row('close() when CLOSED does nothing', [3, 1], async ({ open }) => {
    const socket = await open();
    let count = 0;
    socket.addEventListener('close', () => (count += 1));
    socket.close();
    await once(socket, 'close');
    socket.close();
    await sleep(30);
    return [socket.readyState, count];
  }),
  row('what comes in after close() is not told', [['close', 3]], async ({ open }) => {
    const socket = await open('/script');
    // The server answers before it reads our close frame.
    socket.send('{"do":"send","text":"late"}');
    socket.close();
    return lifeOf(socket);
  }),
  row('what was sent before close() arrives before it', [1_000, 'x'], async ({ open }) => {
    const socket = await open('/script');
    const answer = once(socket, 'close');
    socket.send('{"do":"close","code":1000,"reason":"x"}');
    socket.close(4_000);
    const { code, reason } = await answer;
    return [code, reason];
  }),
  ...serverCodes.map((code) =>
    row(`a server that closes with ${code}`, [code, 'bye', true], ({ make }) =>
      closing(make(`/close?code=${code}&reason=bye`)),
    ),
  ),
  row('a server that closes without a code', [1_005, '', true], ({ make }) => closing(make('/close'))),
  row('a server that closes with a reason in other letters', [4_000, 'ümlaut €', true], ({ make }) =>
    closing(make('/close?code=4000&reason=ümlaut €')),
  ),
  row(
    'the events of a life that the server ends',
    [
      ['open', 1],
      ['close', 3],
    ],
    ({ make }) => lifeOf(make('/close?code=1000')),
  ),
  row('a link that is cut', [1_006, '', false], async ({ open }) => {
    const socket = await open('/script');
    socket.send('{"do":"terminate"}');
    return closing(socket);
  }),
  ...(
    [
      ['/drop', 'a server that cuts the dial'],
      ['/refuse?status=500', 'a server that answers 500'],
      ['/refuse?status=503', 'a server that answers 503'],
      ['/nowhere', 'a server that answers 404'],
    ] as const
  ).flatMap(([path, title]) => [
    row(
      `${title}: error and close`,
      [
        ['error', 3],
        ['close', 3],
      ],
      ({ make }) => lifeOf(make(path)),
    ),
    row(`${title}: 1006, unclean`, [1_006, '', false], ({ make }) => closing(make(path))),
  ]),
  row(
    'a port on which nobody listens: error and close',
    [
      ['error', 3],
      ['close', 3],
    ],
    ({ make }) => lifeOf(make('ws://127.0.0.1:2/')),
  ),
];
