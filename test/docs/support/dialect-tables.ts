import { verdictOf } from '../../../src/close-codes.ts';
import {
  centrifugo,
  controlFrames,
  discord,
  engineIo,
  graphqlTransportWs,
  json,
  jsonEvent,
  jsonMode,
  jsonType,
  keepAlive,
  mqtt,
  nats,
  phoenix,
  pusher,
  raw,
  signalR,
  signalRServer,
  stomp,
  stompServer,
  text,
} from '../../../src/dialects/index.ts';
import { pomelo } from '../../../src/dialects/pomelo.ts';
import type { Dialect } from '../../../src/ports/dialect.ts';
import type { Verdict } from '../../../src/ports/loss.ts';
import { read } from './markdown.ts';

type AnyDialect = Dialect<never, never>;

/** A dialect as docs/dialects.md lists it: `speaks` is all of a row that no module says. */
interface Entry {
  readonly speaks: string;
  readonly name: string;
  /** In src/dialects. */
  readonly file: string;
  readonly dialect: AnyDialect;
  /** What a server takes, where it is another one. */
  readonly server?: string;
}

const ping = { type: 'ping' };
const described = json({ ping, isPong: { type: 'pong' }, isPing: ping });

/** Every dialect, the general ones last. */
const entries: readonly Entry[] = [
  row('`graphql-transport-ws`', 'graphql-transport-ws', 'graphqlTransportWs', graphqlTransportWs()),
  row('Engine.IO 4, Socket.IO 3 and 4', 'engine-io', 'engineIo', engineIo()),
  row('Phoenix channels', 'phoenix', 'phoenix', phoenix()),
  row('SignalR (JSON)', 'signalr', 'signalR', signalR(), signalRServer()),
  row('STOMP 1.2', 'stomp', 'stomp', stomp(), stompServer()),
  row('Centrifugo (JSON)', 'centrifugo', 'centrifugo', centrifugo()),
  row('Pusher, Soketi, Reverb', 'pusher', 'pusher', pusher()),
  row('Discord gateway', 'discord', 'discord', discord()),
  row('MQTT 3.1.1 and 5', 'mqtt', 'mqtt', mqtt()),
  row('NATS', 'nats', 'nats', nats()),
  row('Pomelo, Pinus, nano, Pitaya', 'pomelo', 'pomelo', pomelo()),
  row('a word and its answer', 'text', 'text', text()),
  row('JSON that options describe', 'json', 'json', described),
  row('`{"mode":…}`', 'json-mode', 'jsonMode', jsonMode()),
  row('`{"event":…}`, the server beats', 'json-event', 'jsonEvent', jsonEvent()),
  row('`{"type":…}` with presence', 'json-type', 'jsonType', jsonType()),
  row('RFC 6455, from Node', 'control-frames', 'controlFrames', controlFrames()),
  row('anything, without a heartbeat in browsers', 'raw', 'raw', raw()),
  row('nothing that answers, behind a proxy', 'keep-alive', 'keepAlive', keepAlive({ frame: '' })),
];

function row(speaks: string, file: string, name: string, dialect: AnyDialect, server?: AnyDialect): Entry {
  return { speaks, file, name, dialect, ...(server && { server: `${name}Server` }) };
}

/** The tables of docs/dialects.md, by the name between their marks. */
export const tables = (): Readonly<Record<string, string>> => ({
  which: table(
    ['The server speaks', 'Dialect', 'A link is open', 'On a server', 'Close codes of its own'],
    which,
  ),
  axes: table(['Dialect', 'Starts a beat', 'Interval', 'Counts as life', 'Dead'], axes),
});

const MARKED = /(<!-- table: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g;

/** The document with its tables as the modules have them. */
export function rewritten(document: string): string {
  const made = tables();
  return document.replace(MARKED, (_, start: string, name: string, end: string) => {
    const found = made[name];
    if (found === undefined) throw new Error(`there is no table ${name}`);
    return `${start}${found}${end}`;
  });
}

function which({ speaks, name, file, dialect, server }: Entry): readonly string[] {
  const opens = dialect.handshake ? 'after a handshake' : 'at once';
  return [
    speaks,
    `[\`${name}()\`](../src/dialects/${file}.ts)`,
    opens,
    `\`${server ?? name}()\``,
    ownCodes(dialect),
  ];
}

function axes({ name, file, dialect }: Entry): readonly string[] {
  const stated = statedAxes(file, name);
  const { leads, life, times } = dialect.beat;
  const { pingInterval = undefined } = times ?? {};
  const starters = {
    client: 'the client',
    server: 'the server',
    transport: 'control frames, where there are some',
  };
  return [
    `\`${name}()\``,
    stated.get('Starts') ?? starters[leads],
    firstSentence(stated.get('Interval')) ??
      (dialect.handshake
        ? 'of the handshake'
        : `\`heartbeat.pingInterval\`, ${(pingInterval ?? 25_000) / 1_000} s`),
    stated.get('Counts as life') ?? (life === 'any' ? 'any frame' : 'beats alone'),
    stated.get('Dead') ?? '`pingInterval` + `pongTimeout` after the last sign of life',
  ];
}

/** The axes that a docstring states, by name: its list, `- Starts: …`. */
function statedAxes(file: string, name: string): ReadonlyMap<string, string> {
  const source = read(`src/dialects/${file}.ts`);
  const end = source.indexOf(`export function ${name}`);
  const comment = source
    .slice(source.lastIndexOf('/**', end), end)
    .replaceAll(/\n \*(?: {3})?(?! -|\n|\/)/g, ' ');
  const found = [...comment.matchAll(/^ \* - ([\w ]+): (.*)$/gm)];
  return new Map(
    found.map(([, axis = '', value = '']) => [axis, value.replace(/\.$/, '').replaceAll(/ +/g, ' ')]),
  );
}

const firstSentence = (text: string | undefined): string | undefined => text?.split('. First beat')[0];

/** Codes that a dialect judges by itself, as ranges, without those that anybody would retry. */
function ownCodes(dialect: AnyDialect): string {
  const ranges = new Map<Verdict, [first: number, last: number][]>();
  for (let code = 1000; code < 5000; code++) {
    const verdict = dialect.verdict?.({ code, reason: '', wasClean: true, wasOpen: true });
    if (verdict === undefined || (verdict === 'retry' && verdictOf(code) === 'retry')) continue;
    const list = ranges.get(verdict) ?? [];
    const last = list.at(-1);
    if (last?.[1] === code - 1) last[1] = code;
    else list.push([code, code]);
    ranges.set(verdict, list);
  }
  return [...ranges].map(([verdict, list]) => `\`${verdict}\`: ${list.map(span).join(', ')}`).join('; ');
}

const span = ([first, last]: readonly [number, number]): string =>
  first === last ? String(first) : `${first}–${last}`;

function table(head: readonly string[], cells: (entry: Entry) => readonly string[]): string {
  const lines = [head, head.map(() => '---'), ...entries.map(cells)];
  return lines.map((line) => `| ${line.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`).join('');
}
