import { type Row, row } from './row.ts';

const urlOf = (Socket: typeof WebSocket, given: string) => {
  const socket = new Socket(given);
  socket.addEventListener('error', () => {});
  const { url } = socket;
  socket.close();
  return url;
};

const expected = (given: string) => new URL(given, document.baseURI).href.replace('http', 'ws');

/** What takes a page: a location to resolve against. */
export const inPage: readonly Row[] = [
  ...['/x', 'x?y', '//127.0.0.1:1/x', ''].map((given) => ({
    ...row(
      `the relative url ${JSON.stringify(given)} takes the page's`,
      true,
      ({ Socket }) => urlOf(Socket, given) === expected(given),
    ),
    inPage: true as const,
  })),
  {
    ...row("a relative url is resolved against the document's base", true, ({ Socket }) => {
      const base = document.createElement('base');
      base.href = 'http://127.0.0.1:1/base/';
      document.head.append(base);
      try {
        return urlOf(Socket, 'x') === 'ws://127.0.0.1:1/base/x';
      } finally {
        base.remove();
      }
    }),
    inPage: true,
  },
];
