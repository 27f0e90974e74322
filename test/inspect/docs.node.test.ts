import { rmSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRecorder, type Recorder } from '../../src/inspect/index.ts';
import { compilerFaults, exampleFolder, writeExample } from '../docs/support/compiling.ts';
import { codeBlocks, quoted, read, section, tableOf } from '../docs/support/markdown.ts';
import { textWorld } from '../support/world.ts';
import { type FakeSpan, fakeTracer, writeFakeApi } from './support/fake-opentelemetry.ts';
import { outage } from './support/outage.ts';

const timeline = read('docs/timeline.md');
const inspect = read('docs/inspect.md');

const blockOf = (document: string, language: string) =>
  codeBlocks(document).find((block) => block.language === language)?.code;

describe('docs/timeline.md', () => {
  test('has the record of the outage as it really is', async () => {
    const { records } = await outage();
    expect(blockOf(timeline, 'json')).toBe(`${records.map((record) => JSON.stringify(record)).join('\n')}\n`);
  });

  test('draws it as the recorder does', async () => {
    expect(blockOf(timeline, 'mermaid')).toBe((await outage()).toMermaidSequence());
  });

  test('explains each of its records', async () => {
    const explained = [...timeline.matchAll(/^- \*\*(\d+)(?:–(\d+))?\*\*/gm)].flatMap(
      ([, first, last = first]) =>
        Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index),
    );
    expect(explained).toEqual((await outage()).records.map(({ id }) => id));
  });

  test('has a row for each field of a record, and no other', () => {
    const fields = read('src/inspect/timeline-record.ts').matchAll(/^ {2}readonly (\w+)\??:/gm);
    const rows = tableOf(section(timeline, 'The fields')).map(([field = '']) => quoted(field)[0]);
    expect(rows.sort()).toEqual(Array.from(fields, ([, name]) => name).sort());
  });

  test('names every kind of record', () => {
    const kinds = read('src/inspect/timeline-record.ts').match(/(?<=RecordKind =)[^;]+/)?.[0] ?? '';
    const row = tableOf(section(timeline, 'The fields')).find(([field]) => field === '`kind`')?.[1] ?? '';
    expect(quoted(row).sort()).toEqual(Array.from(kinds.matchAll(/'(\w+)'/g), ([, kind]) => kind).sort());
  });
});

describe('docs/inspect.md', () => {
  let folder = '';
  beforeAll(() => {
    folder = exampleFolder('inspect-docs');
    writeFakeApi(folder);
    for (const { code } of codeBlocks(inspect)) writeExample(folder, code);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('has examples that compile under the flags of the repository', async () => {
    expect(await compilerFaults(folder)).toEqual([]);
    expect(codeBlocks(inspect)).toHaveLength(5);
  }, 60_000);

  test('has a row for each option of a recorder, with its default', () => {
    const [limit, beats, reasons] = tableOf(section(inspect, 'A recorder')).map((cells) => cells.slice(0, 2));
    expect([limit, beats, reasons]).toEqual([
      ['`limit`', '1,000'],
      ['`beats`', '`true`'],
      ['`reasons`', '`false`'],
    ]);
  });

  test('says how far back a recorder reaches: a bit over two hours with beats, and nights without', async () => {
    const { connection, advance } = textWorld({
      autoConnect: false,
      heartbeat: { pingInterval: 25_000, pongTimeout: 10_000 },
    });
    const [all, quiet] = [createRecorder(), createRecorder({ beats: false })];
    for (const recorder of [all, quiet]) recorder.attach(connection);
    connection.connect();
    await advance(12 * 3_600_000);
    const [{ time: first = 0 } = {}] = all.records;
    const last = all.records.at(-1)?.time ?? 0;
    expect((last - first) / 3_600_000).toBeGreaterThan(2.2);
    expect((last - first) / 3_600_000).toBeLessThan(2.5);
    // How it stood, and what the link did.
    expect(quiet.records).toHaveLength(1 + 3);
    const bytes = JSON.stringify(all).length / all.records.length;
    expect(bytes).toBeGreaterThan(190);
    expect(bytes).toBeLessThan(300);
  }, 60_000);

  describe('its recipe for OpenTelemetry', () => {
    type Trace = (recorder: Recorder, tracer: unknown, about: (name: string) => object) => () => void;
    let traceLinks: Trace;
    beforeAll(async () => {
      traceLinks = (await import(pathToFileURL(`${folder}/trace-links.ts`).href)).traceLinks;
    });

    /** What became of the links of a script, as a tracer saw it. */
    async function traced(
      script: (w: ReturnType<typeof textWorld>) => Promise<unknown>,
    ): Promise<FakeSpan[]> {
      const { tracer, spans } = fakeTracer();
      const recorder = createRecorder();
      traceLinks(recorder, tracer, (name) => ({ 'server.address': `${name}.example`, 'server.port': 443 }));
      const w = textWorld({
        autoConnect: false,
        heartbeat: { pingInterval: 1_000, pongTimeout: 500 },
        backoff: () => 100,
      });
      w.environment.setClock(-w.environment.now());
      const detach = recorder.attach(w.connection, { name: 'prices' });
      w.connection.connect();
      await script(w);
      detach();
      return spans;
    }

    const attributes = (link: number, attempt: number) => ({
      'server.address': 'prices.example',
      'server.port': 443,
      'network.transport': 'tcp',
      'network.protocol.name': 'websocket',
      'heartwire.connection': 'prices',
      'heartwire.link': link,
      'heartwire.attempt': attempt,
    });

    test('makes a span of each link, from its dial to its loss, with the cause', async () => {
      const spans = await traced(async ({ advance, transport, connection }) => {
        await advance(1_100);
        transport.freeze();
        await advance(1_450);
        transport.thaw();
        await advance(350);
        await Promise.all([connection.close(), advance(10)]);
      });
      const span = { name: 'websocket', kind: 2 };
      expect(spans).toEqual([
        {
          ...span,
          startTime: 0,
          attributes: {
            ...attributes(1, 0),
            'error.type': 'ERR_HEARTWIRE_PONG_TIMEOUT',
            'heartwire.silence': 1_500,
          },
          events: [
            { name: 'open', attributes: {}, time: 10 },
            { name: 'pong', attributes: { 'heartwire.round_trip': 10 }, time: 1_020 },
          ],
          status: { code: 2, message: 'ERR_HEARTWIRE_PONG_TIMEOUT' },
          endTime: 2_520,
        },
        {
          ...span,
          startTime: 2_620,
          attributes: attributes(2, 1),
          events: [{ name: 'open', attributes: {}, time: 2_630 }],
          status: undefined,
          endTime: 2_910,
        },
      ]);
    });

    test('ends every span once, whatever ends the link', async () => {
      const spans = await traced(async ({ advance, transport, connection, environment }) => {
        connection.reconnect();
        await advance(50);
        connection.reconnect();
        await advance(50);
        transport.mode = 'refuse';
        transport.peers.at(-1)?.close(1012);
        await advance(400);
        environment.signal('restored');
        transport.mode = 'accept';
        await advance(200);
      });
      expect(spans.map(({ endTime }) => endTime !== undefined)).toEqual(spans.map(() => true));
      expect(spans.map(({ attributes }) => attributes['heartwire.link'])).toEqual(
        spans.map((_, index) => index + 1),
      );
      expect(
        spans.map(({ attributes }) => [attributes['error.type'], attributes['heartwire.close_code']]),
      ).toEqual(
        expect.arrayContaining([
          [undefined, undefined],
          ['ERR_HEARTWIRE_SUPERSEDED', undefined],
          ['ERR_HEARTWIRE_SOCKET_CLOSED', 1012],
          ['ERR_HEARTWIRE_DIAL_FAILED', undefined],
        ]),
      );
      for (const { startTime, endTime = 0 } of spans) expect(endTime).toBeGreaterThanOrEqual(startTime);
    });
  });
});
