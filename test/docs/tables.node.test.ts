import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AnyStateNode } from 'xstate';
import { closeCodes, MAX_REASON_BYTES, verdictOf } from '../../src/close-codes.ts';
import * as defaults from '../../src/defaults.ts';
import * as dialects from '../../src/dialects/index.ts';
import { connectionMachine } from '../../src/machines/connection.ts';
import { type ConnectionOptions, settingsOf } from '../../src/options.ts';
import type { BackoffInput } from '../../src/ports/backoff.ts';
import type { Dialect } from '../../src/ports/dialect.ts';
import * as presets from '../../src/presets.ts';
import { quoted, read, section, sectionsOf, tableOf, written } from './support/markdown.ts';

const readme = read('README.md');
const rowsOf = (heading: string) => tableOf(section(readme, heading));
const namesOf = (rows: readonly string[][]) => rows.map(([name = '']) => quoted(name)[0] ?? '');
/** The members that a source declares, one a line, at the margin of an interface. */
const membersOf = (source: string) =>
  [...source.matchAll(/^ {2}(?:readonly )?([\w.[\]]+)(?:<.*>)?[(:]/gm)].map(([, name = '']) => name);

describe('the table of states', () => {
  test('has every state of the chart that can be active, with its tag and its description', () => {
    const leavesOf = (node: AnyStateNode): AnyStateNode[] =>
      node.type === 'atomic' ? [node] : Object.values(node.states).flatMap(leavesOf);
    expect(rowsOf('States')).toEqual(
      leavesOf(connectionMachine.root).map(({ tags, path, description }) => [
        `\`${tags}\``,
        `\`${path.join('.')}\``,
        description,
      ]),
    );
  });
});

describe('the table of options', () => {
  const url = 'ws://server.test/';
  const rows = rowsOf('Options').map(([option = '', unit, fallback = '', bounds = '']) => ({
    name: quoted(option)[0] ?? '',
    unit,
    fallback,
    bounds,
  }));
  const leaves = (value: object, path = ''): [string, unknown][] =>
    Object.entries(value).flatMap(([key, field]): [string, unknown][] =>
      typeof field === 'object' ? leaves(field, `${path}${key}.`) : [[path + key, field]],
    );
  const known = new Map([
    ...leaves(settingsOf({ url })),
    ['heartbeat.pingInterval', defaults.PING_INTERVAL],
    ['heartbeat.pongTimeout', defaults.PONG_TIMEOUT],
  ] as [string, unknown][]);

  /** Options in which `name` has a value, and whatever it needs beside it. */
  const options = (name: string, value: unknown): ConnectionOptions => {
    const [group = '', field] = name.split('.');
    if (!field) return { url, [group]: value } as ConnectionOptions;
    const beside = name === 'heartbeat.pingInterval' ? { pongTimeout: 1 } : {};
    return { url, [group]: { ...beside, [field]: value } } as never;
  };
  const takes = (name: string, value: unknown) => {
    try {
      return settingsOf(options(name, value)) !== undefined;
    } catch (error) {
      expect(error).toMatchObject({ name: 'OptionError', option: name });
      return false;
    }
  };

  test('names every option, and the groups that can be false', () => {
    const groups = ['heartbeat', 'outbox'].filter((name) => takes(name, false));
    expect(rows.map(({ name }) => name).sort()).toEqual([...known.keys(), ...groups].sort());
  });

  test.each(rows.filter(({ unit }) => unit))('has the default of $name', ({ name, fallback }) => {
    expect(fallback).toBe(written(known.get(name) as number));
  });

  test.each(rows.filter(({ bounds }) => bounds.includes(' – ')))(
    'has the bounds of $name',
    ({ name, bounds }) => {
      const [least = Number.NaN, most = Number.NaN] = bounds
        .split(' – ')
        .map((end) => Number(end.replaceAll(/[,`]/g, '')));
      expect([least, most, least + 0.5].map((value) => takes(name, value))).toEqual([true, true, true]);
      expect([least - 1, most + 1, Number.NaN, String(least)].map((value) => takes(name, value))).toEqual([
        false,
        // Nothing is over Infinity.
        most === Infinity,
        false,
        false,
      ]);
    },
  );

  test.each(rows.filter(({ bounds }) => /^(`[\w-]+`(, )?)+$/.test(bounds)))(
    'has the choices of $name, the default among them',
    ({ name, fallback, bounds }) => {
      const choices = quoted(bounds).map((word) => (/true|false/.test(word) ? word === 'true' : word));
      expect(choices.map((choice) => takes(name, choice))).toEqual(choices.map(() => true));
      expect(takes(name, 'neither')).toBe(false);
      const own = known.get(name);
      expect(fallback).toBe(own === undefined ? "the dialect's, else `when-quiet`" : `\`${own}\``);
    },
  );

  test.each(rows.filter(({ bounds }) => /object|function/.test(bounds)))(
    'says what $name is taken for',
    ({ name, bounds }) => {
      const [method] = /object with `(\w+)`/.exec(bounds)?.slice(1) ?? [];
      if (method) {
        expect(takes(name, { [method]: () => {} })).toBe(true);
        expect(takes(name, {})).toBe(false);
      } else if (bounds === 'function') {
        expect([takes(name, () => undefined), takes(name, 'text')]).toEqual([true, false]);
      }
      expect(takes(name, false)).toBe(bounds.includes('`false`') || name === 'inspect');
    },
  );

  test('says of each of the rest, by a word, that it has no default', () => {
    const rest = rows.filter(({ unit, bounds }) => !unit && !/^(`[\w-]+`(, )?)+$/.test(bounds));
    const withDefault = rest.filter(({ name }) => known.get(name) !== undefined && name !== 'url');
    expect(withDefault).toEqual([]);
  });
});

describe('the tables of the connection', () => {
  const [members = '', events = ''] = section(readme, 'The connection').split('\n\n| Event');

  test('have every member', () => {
    const bodyOf = (file: string, name: string) =>
      new RegExp(`interface ${name}<[^]*?\\{\\n([^]*?)\\n\\}`).exec(read(file))?.[1] ?? '';
    const body = `${bodyOf('src/connection.ts', 'Connection')}\n${bodyOf('src/hosted-connection.ts', 'LiteConnection')}`;
    const names = namesOf(tableOf(`${members}\n`)).map((name) => name.replace(/\(.*/, ''));
    const own = [...names].filter((name) => name !== '[Symbol.asyncDispose]');
    expect(own.sort()).toEqual(membersOf(body).sort());
    expect(names).toContain('[Symbol.asyncDispose]');
  });

  test('have every event with what it carries', () => {
    const source = read('src/connection-events.ts').replaceAll(/\/\*\*[\s\S]*?\*\//g, '');
    const carried = [...source.matchAll(/^ {2}(\w+): (\{[^}]*\}|\w+);/gm)].map(([, name, shape = '']) => [
      name,
      [...shape.matchAll(/readonly (\w+)/g)].map(([, field]) => field),
    ]);
    const rows = tableOf(`\n| Event${events}`).map(([name = '', fields = '']) => [
      quoted(name)[0],
      quoted(fields),
    ]);
    expect(rows).toEqual(carried);
    expect(rows.length).toBe(9);
  });

  test('have the numbers of the code', () => {
    expect(members).toContain(`\`limit\` (${written(defaults.MESSAGES_LIMIT)})`);
    expect(members).toContain(`at most ${MAX_REASON_BYTES} UTF-8 bytes`);
  });
});

describe('the tables of heartbeats', () => {
  const [text = '', others = ''] = section(readme, 'Heartbeats')
    .replace(/`json\(\)` takes[\s\S]*/, '')
    .split('And the heartbeats of other systems');
  const isOther = (name: string) => others.includes(`\`${name}()\``) || /Server$|^mqttConnect$/.test(name);

  test('have every dialect, with who beats and what is life', () => {
    const rows = tableOf(text).map(([name = '', , leads = '', life = '']) => [
      quoted(name)[0],
      quoted(leads)[0],
      quoted(life)[0],
    ]);
    const own = Object.entries(dialects).filter(([name]) => !isOther(name));
    const made = own.map(([name, make]) => {
      const { beat } = (make as () => Dialect<never, never>)();
      return [`${name}()`, beat.leads, beat.life];
    });
    expect([...rows].sort()).toEqual(made.sort());
  });

  test('have every preset, with its numbers', () => {
    const [, text = ''] = section(readme, 'Heartbeats').split('override what differs.');
    const input = (chance: number) => ({
      attempt: 1,
      previous: 0,
      cause: Object.assign(new Error('a loss'), { code: 'ERR_HEARTWIRE_DIAL_FAILED' }),
      random: () => chance,
    });
    const made = {
      textHeartbeat: presets.textHeartbeat(),
      jsonModeHeartbeat: presets.jsonModeHeartbeat(),
      serverLedHeartbeat: presets.serverLedHeartbeat({ name: 'ann', roomId: 1 }),
      presenceHeartbeat: presets.presenceHeartbeat(),
      pomeloHeartbeat: presets.pomeloHeartbeat(),
    };
    expect(Object.keys(presets).sort()).toEqual(Object.keys(made).sort());
    const byCause = (backoff: (input: BackoffInput) => number) => backoff(input(0)) === 0;
    expect(tableOf(text)).toEqual(
      Object.entries(made).map(([name, { dialect, heartbeat, backoff, retry }]) => [
        `\`${name}()\``,
        `\`${dialect.name}\``,
        written(heartbeat.pingInterval),
        written(heartbeat.pongTimeout),
        byCause(backoff) ? 'by cause' : `${written(backoff(input(0)))} – ${written(backoff(input(1)))}`,
        written(retry.limit),
      ]),
    );
  });
});

describe('the numbers in prose', () => {
  const { SOON_WINDOW, SHARED_WINDOW, RESTART_WINDOW, RETRY_AFTER_MAX, RETRY_AFTER_JITTER } = defaults;
  const { CAUSE_AWARE_BASE, CAUSE_AWARE_CAP, CAUSE_AWARE_CAP_DOUBLES_FROM, CAUSE_AWARE_CAP_MAX } = defaults;
  const { HIGH_WATER_MARK } = defaults;

  test('of waits are those of the code', () => {
    expect(rowsOf('Reconnecting').map(([, , window]) => window)).toEqual([
      `0 – ${written(SOON_WINDOW)}`,
      `${written(RESTART_WINDOW[0])} – ${written(RESTART_WINDOW[1])}`,
      `0 – ${written(SHARED_WINDOW)}`,
      `from a third of ${written(CAUSE_AWARE_BASE)} · 2ⁿ to the whole, which is at most ${written(CAUSE_AWARE_CAP)}; ` +
        `from the ${CAUSE_AWARE_CAP_DOUBLES_FROM}th on at most twice as much each time, up to ${written(CAUSE_AWARE_CAP_MAX)}`,
    ]);
  });

  test('of guarantees are those of the code', () => {
    const bounds = rowsOf('Guarantees').map(([, bound]) => bound);
    expect(bounds).toContain(`${written(HIGH_WATER_MARK)} bytes, or one larger message`);
    const [most, jitter] = [RETRY_AFTER_MAX / 3_600_000, RETRY_AFTER_JITTER / 1_000];
    expect(bounds).toContain(`at most ${most} h of it; plus up to as much again, or ${jitter} s`);
    expect(bounds).toContain(`${SOON_WINDOW} ms`);
  });

  test('of decisions are those of the code', () => {
    const decisions = read('docs/decisions.md').replaceAll(/\s+/g, ' ');
    const { LATE_FLOOR, LATE_RATIO } = defaults;
    expect(LATE_RATIO).toBe(0.5);
    expect(decisions).toContain(`late by over half its length, and over ${LATE_FLOOR} ms,`);
    const caps = [CAUSE_AWARE_CAP, CAUSE_AWARE_CAP_MAX];
    const seconds = [SOON_WINDOW, SHARED_WINDOW, CAUSE_AWARE_BASE, ...RESTART_WINDOW, ...caps].map(
      (ms) => ms / 1_000,
    );
    expect(seconds.slice(0, 2)).toEqual([0.5, 5]);
    const [, , base, from, to, cap, most] = seconds;
    expect(decisions).toContain(
      `half a second after what only this client saw, five after what every client may have seen, ${from} to ${to} after ` +
        `1012 and 1013. Later windows are ${base} s · 2ⁿ without their first third, up to ${cap} s, ` +
        `and from the ${CAUSE_AWARE_CAP_DOUBLES_FROM}th failure in a row up to ${most} s.`,
    );
  });

  test('of close codes that ask for a fresh credential are those of the code', () => {
    const [, named = ''] = /on a close with (.*?), or over/.exec(section(readme, 'Fresh credentials')) ?? [];
    const codes = named.match(/\d+/g)?.map(Number) ?? [];
    const refresh = closeCodes.filter(({ verdict }) => verdict === 'refresh').map(({ code }) => code);
    expect(codes.sort()).toEqual(refresh);
  });
});

describe('the table of imports', () => {
  test('has every path that the package exports', () => {
    const { exports }: { exports: Record<string, unknown> } = JSON.parse(read('package.json'));
    const open = Object.keys(exports).filter((path) => exports[path] !== null);
    const paths = open.map((path) => path.replace('.', 'heartwire'));
    const named = rowsOf('Imports').flatMap((row) => quoted(row.join(' ')));
    expect(paths.filter((path) => !path.endsWith('package.json') && !named.includes(path))).toEqual([]);
    expect(named.filter((path) => path.startsWith('heartwire') && !paths.includes(path))).toEqual([]);
  });
});

const LINK = /\[([^\]]*)\]\((test\/[^)]*)\)/g;

describe('the table of guarantees', () => {
  const rows = rowsOf('Guarantees');
  const proofs = rows.flatMap(([, , proof = '']) =>
    [...proof.matchAll(LINK)].map(([, title = '', file = '']) => ({ title, file })),
  );

  test('gives each a bound and a test, and nothing beside', () => {
    for (const [guarantee, bound, proof = ''] of rows) {
      const rest = proof.replaceAll(LINK, '').replaceAll('; ', '');
      expect([guarantee && bound && proof, rest], guarantee).toEqual([proof, '']);
    }
    expect(proofs.length).toBeGreaterThan(rows.length);
  });

  test.each(proofs)('names a test that exists: $title', ({ title, file }) => {
    expect(file).toMatch(/\.(node|browser)\.test\.tsx?$/);
    const source = read(file);
    const quotes = ["'", '"', '`'].map((quote) => `${quote}${title}${quote}`);
    expect(quotes.filter((quote) => source.includes(quote)).length, `${title} in ${file}`).toBe(1);
  });
});

describe('docs/close-codes.md', () => {
  const document = read('docs/close-codes.md');

  test('has every named close code, with who may send it and what it means', () => {
    expect(tableOf(section(document, 'Named codes'))).toEqual(
      closeCodes.map(({ code, name, sender, verdict }) => [String(code), name, sender, `\`${verdict}\``]),
    );
  });

  test('is right about all other codes', () => {
    const named = new Set(closeCodes.map(({ code }) => code));
    const others = Array.from({ length: 4_000 }, (_, index) => 1_000 + index).filter(
      (code) => !named.has(code),
    );
    expect(new Set(others.map(verdictOf))).toEqual(new Set(['retry']));
    expect(section(document, 'Named codes')).toContain('Every other code is a `retry`.');
  });
});

describe('links between the documents', () => {
  const documents = [
    'README.md',
    'CHANGELOG.md',
    ...[
      'errors',
      'close-codes',
      'extending',
      'decisions',
      'server',
      'presence',
      'testing',
      'storm',
      'statechart',
      'inspect',
      'view',
      'timeline',
      'dialects',
      'websocket',
      'runtimes',
      'pomelo',
    ].map((name) => `docs/${name}.md`),
  ];

  test.each(documents)('of %s lead to files and headings that exist', (path) => {
    const anchor = (heading: string) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-');
    const broken = [...read(path).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].filter(
      ([, to, hash]) => {
        const target = to ? posix.join(posix.dirname(path), to) : path;
        if (!existsSync(new URL(`../../${target}`, import.meta.url))) return true;
        return (
          hash !== undefined && !sectionsOf(read(target)).some(({ heading }) => anchor(heading) === hash)
        );
      },
    );
    expect(broken.map(([link]) => link)).toEqual([]);
  });
});
