import type { TimelineRecord } from './timeline-record.ts';

/** Turns records into a Mermaid sequence diagram: each connection or server with its other end, each record with its time since the first. */
export function mermaidSequence(records: readonly TimelineRecord[]): string {
  const start = records[0]?.time ?? 0;
  const names = [...new Set(records.map(({ name }) => name))];
  const ends = new Map(names.map((name, index) => [name, { own: `n${index + 1}`, other: `p${index + 1}` }]));
  const servers = new Set(records.filter(isOfServer).map(({ name }) => name));
  const lines = records.flatMap((record, index) => {
    // The pong that follows says it.
    if (record.event === 'peer.heard' && records[index + 1]?.kind === 'pong') return [];
    const { own = '', other = '' } = ends.get(record.name) ?? {};
    const at = `+${((record.time - start) / 1_000).toFixed(3)} s`;
    return messagesOf(record, own, other).map(([arrow, text]) => `  ${arrow}: ${at} ${text}`);
  });
  const participants = [...ends].flatMap(([name, { own, other }]) => [
    `  participant ${own} as ${written(name)}`,
    `  participant ${other} as ${servers.has(name) ? 'its peers' : 'its server'}`,
  ]);
  return ['sequenceDiagram', ...participants, ...lines, ''].join('\n');
}

type Message = readonly [arrow: string, text: string];

function messagesOf(record: TimelineRecord, own: string, other: string): readonly Message[] {
  const note = `Note over ${own}`;
  const { kind, link, roundTrip, reason, httpStatus, to } = record;
  const times = record.count === undefined ? '' : `, ${record.count} times`;
  switch (kind) {
    case 'attached':
    case 'detached':
      return [[note, to === undefined ? kind : `${kind}, ${standing(record)}`]];
    case 'transition':
      return transition(record, own, other);
    case 'pong':
      return [[`${other}-->>${own}`, `pong, round trip ${roundTrip} ms`]];
    case 'drop':
      return [[note, `message dropped, ${reason}${times}`]];
    case 'peer':
      return [[`${other}->>${own}`, `peer ${link}`]];
    case 'lost':
      return [[`${own}--x${other}`, `peer ${link} lost, ${loss(record)}`]];
    case 'gone':
      return [[`${other}--x${own}`, `peer ${link} gone, ${loss(record)}`]];
    case 'refused':
      return [[`${own}--x${other}`, `refused, ${reason} ${httpStatus}${times}`]];
  }
}

/** Events that replace an attempt by another. */
const redials: ReadonlySet<string | undefined> = new Set(['reconnect', 'page.restored']);

function transition(record: TimelineRecord, own: string, other: string): readonly Message[] {
  const { event, from, to, cause, link, attempt } = record;
  const messages: Message[] = [];
  if (cause !== undefined) messages.push([`${other}--x${own}`, `lost, ${loss(record)}`]);
  if (to === 'connecting' && (from !== to || redials.has(event))) {
    messages.push([`${own}->>${other}`, `dial, link ${link}${attempt ? `, attempt ${attempt}` : ''}`]);
  } else if (from === 'connecting' && to === 'open') {
    messages.push([`${other}-->>${own}`, `open, link ${link}`]);
  } else if (to === 'closing' && from !== to) {
    messages.push([`${own}->>${other}`, `close, link ${link}`]);
  } else {
    const what = cause === undefined ? `${event}, ` : '';
    messages.push([`Note over ${own}`, `${what}${standing(record)}`]);
  }
  return messages;
}

function standing({ to, deadline, delay, attempt }: TimelineRecord): string {
  const waits =
    deadline === undefined || delay === undefined ? '' : `, ${deadline} in ${Math.round(delay)} ms`;
  return `${to}${to === 'backoff' ? ` before attempt ${attempt}` : ''}${waits}`;
}

function loss({ cause, closeCode, httpStatus, silence }: TimelineRecord): string {
  const parts = [
    cause,
    closeCode,
    httpStatus === undefined ? undefined : `HTTP ${httpStatus}`,
    silence === undefined ? undefined : `silent for ${Math.round(silence)} ms`,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

const isOfServer = ({ kind }: TimelineRecord): boolean =>
  kind === 'peer' || kind === 'lost' || kind === 'gone' || kind === 'refused';

/** What is neither letter, digit, space, dot nor dash is written as an entity: Mermaid reads the rest as its own. */
const written = (name: string): string =>
  name.replaceAll(/[^\p{L}\p{N} ._-]/gu, (character) => `#${character.codePointAt(0)};`);
