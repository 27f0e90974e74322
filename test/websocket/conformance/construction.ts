import { once, type Row, row, SYNTAX, thrown } from './row.ts';

const TOKEN = "!#$%&'*+-.^_`|~09azAZ";
const SEPARATORS = '()<>@,;:\\"/[]?={} \t\u007f\u0000é';

const badUrls = [
  'ftp://127.0.0.1/',
  'file:///tmp/x',
  'data:,x',
  'mailto:a@b.test',
  'ws:',
  'ws://',
  'wss://[',
];

const normalised: readonly (readonly [given: string, url: string])[] = [
  ['http://127.0.0.1:1/a', 'ws://127.0.0.1:1/a'],
  ['https://127.0.0.1:1/a', 'wss://127.0.0.1:1/a'],
  ['HTTPS://LOCALHOST:1/A?B', 'wss://localhost:1/A?B'],
  ['ws://127.0.0.1:1', 'ws://127.0.0.1:1/'],
  ['WS://127.0.0.1:1/x/../y/./z', 'ws://127.0.0.1:1/y/z'],
  ['ws://127.0.0.1:80/', 'ws://127.0.0.1/'],
  ['wss://127.0.0.1:443/', 'wss://127.0.0.1/'],
  ['ws://127.0.0.1:1/a b?c d', 'ws://127.0.0.1:1/a%20b?c%20d'],
  ['  ws://127.0.0.1:1/\n', 'ws://127.0.0.1:1/'],
  ['ws://user:word@127.0.0.1:1/', 'ws://user:word@127.0.0.1:1/'],
  ['ws://127.0.0.1:1/?\ud800', 'ws://127.0.0.1:1/?%EF%BF%BD'],
];

/** Makes a socket that leads nowhere, and closes it. */
const urlOf = (Socket: typeof WebSocket, given: string | URL) => {
  const socket = new Socket(given);
  socket.addEventListener('error', () => {});
  const { url } = socket;
  socket.close();
  return url;
};

const called = (Socket: typeof WebSocket, ...args: unknown[]) =>
  thrown(() => Reflect.construct(Socket, args));

/** The subprotocol that a server selects of those that are offered: the first. */
const selected = (title: string, expected: string, protocols: unknown): Row =>
  row(`protocols: ${title}`, expected, async ({ make }) => {
    const socket = make('/echo', protocols as string);
    const events = await Promise.race([once(socket, 'open'), once(socket, 'close')]);
    return events.type === 'open' ? socket.protocol : events.type;
  });

const refused = (title: string, protocols: unknown, expected = SYNTAX): Row =>
  row(`protocols: ${title}`, expected, ({ Socket, url }) => called(Socket, url('/echo'), protocols));

export const construction: readonly Row[] = [
  row('cannot be called without new', 'TypeError', ({ Socket, url }) =>
    thrown(() => (Socket as unknown as (url: string) => void)(url('/echo'))),
  ),
  row('needs a url', 'TypeError', ({ Socket }) => called(Socket)),
  row('a url that is a symbol', 'TypeError', ({ Socket }) => called(Socket, Symbol('url'))),
  ...badUrls.map((url) => row(`refuses the url ${url}`, SYNTAX, ({ Socket }) => called(Socket, url))),
  ...['#', '#a', '?q#a'].map((end) =>
    row(`refuses a url that ends in ${end}`, SYNTAX, ({ Socket, url }) =>
      called(Socket, `${url('/echo')}${end}`),
    ),
  ),
  ...normalised.map(([given, url]) =>
    row(`url of ${JSON.stringify(given)}`, url, ({ Socket }) => urlOf(Socket, given)),
  ),
  row('takes a URL', 'ws://127.0.0.1:1/x', ({ Socket }) => urlOf(Socket, new URL('ws://127.0.0.1:1/x'))),
  row('takes what can be turned into a string', 'ws://127.0.0.1:1/x', ({ Socket }) =>
    urlOf(Socket, { toString: () => 'ws://127.0.0.1:1/x' } as URL),
  ),
  row('converts its arguments before it looks at them', 'TypeError', ({ Socket }) =>
    called(Socket, 'ws://', [Symbol('a')]),
  ),
  row('dials nothing when it throws', 0, async ({ Socket, url, dials }) => {
    called(Socket, `${url('/echo')}#`);
    called(Socket, url('/echo'), ['a', 'a']);
    await new Promise((resolve) => setTimeout(resolve, 30));
    return dials();
  }),
  selected('none', '', undefined),
  selected('a string', 'chat', 'chat'),
  selected('an array, of which the server takes the first', 'b', ['b', 'a']),
  selected('an empty array', '', []),
  selected('every character of a token', TOKEN, TOKEN),
  selected('two that differ in case', 'echo', ['echo', 'Echo']),
  selected('a set', 'a', new Set(['a', 'b'])),
  selected('numbers', '1', [1]),
  selected('an object that is no sequence', 'chat', { toString: () => 'chat' }),
  selected('null', 'null', null),
  refused('an empty string', ''),
  refused('an empty string in an array', ['a', '']),
  refused('one twice', ['a', 'b', 'a']),
  refused('two in one string', 'a, b'),
  refused('a symbol', [Symbol('a')], 'TypeError'),
  ...[...SEPARATORS].map((character) =>
    refused(`with ${JSON.stringify(character)} inside`, `a${character}b`),
  ),
  row('protocol is empty before the link is open', '', ({ make }) => make('/echo', 'chat').protocol),
];
