import { describe, expect, test } from 'vitest';
import { MAX_TIME } from '../../src/defaults.ts';
import * as defaults from '../../src/presence/defaults.ts';
import { createPresence, memoryStore } from '../../src/presence/index.ts';
import { presenceSettings } from '../../src/presence/options.ts';
import { quoted, read, section, written } from '../docs/support/markdown.ts';

const document = read('docs/presence.md');

/** Rows of the tables of options, by name. */
const rows = new Map(
  [...document.matchAll(/^\| (`\w+`) \| (ms)? *\| (.*) \| (.*) \|$/gm)].map(
    ([, name = '', unit, fallback, bounds]) => [quoted(name)[0], { unit, fallback, bounds }],
  ),
);

describe('docs/presence.md', () => {
  const { ACTIVE_WITHIN, GRACE, LEASE, MAX_META, MAX_NAME, MIN_LEASE, TICKS_PER_LEASE, TICKS_TO_LIVE } =
    defaults;
  const times = {
    activeWithin: { fallback: ACTIVE_WITHIN, bounds: `1 – ${written(MAX_TIME)}, or \`Infinity\`` },
    grace: { fallback: GRACE, bounds: `0 – ${written(MAX_TIME)}` },
    lease: {
      fallback: LEASE,
      bounds: `${written(MIN_LEASE)} – ${written(MAX_TIME)}; the same on every node`,
    },
  };

  test('names every option', () => {
    const options = [...Object.keys(presenceSettings({})), 'prefix', 'lease', 'node'];
    expect([...rows.keys()].sort()).toEqual(options.sort());
  });

  test.each(Object.entries(times))('has the default and the bounds of %s', (name, { fallback, bounds }) => {
    expect(rows.get(name)).toEqual({ unit: 'ms', fallback: written(fallback), bounds });
  });

  test('has the other numbers of the code', () => {
    const words = ['none', 'one', 'two', 'three', 'four', 'five'];
    expect(document).toContain(
      `1 to ${MAX_NAME} UTF-16 code units, well-formed; \`meta\` up to\n  ${written(MAX_META)}`,
    );
    expect(section(document, 'Several nodes')).toContain(
      `renews its lease ${words[TICKS_PER_LEASE]} times in its length, and a record lives ${words[TICKS_TO_LIVE]} fifths of it`,
    );
    expect([presenceSettings({}).activeWithin, presenceSettings({}).grace]).toEqual([ACTIVE_WITHIN, GRACE]);
  });

  test('shows what its example gives', () => {
    const presence = createPresence({ activeWithin: 8_000, grace: 5_000, store: memoryStore() });
    const peer = {};
    presence.join('lobby', 'ann', { connection: peer, meta: { colour: 'red' } });
    presence.touch(peer);
    const shown = [
      [
        `presence.list('lobby'); // [{ member: 'ann', meta: { colour: 'red' }, active: true }]`,
        presence.list('lobby'),
      ],
      [`presence.count('lobby'); // { total: 1, active: 1 }`, presence.count('lobby')],
    ] as const;
    for (const [line, value] of shown) {
      expect(document).toContain(line);
      const text = JSON.stringify(value)
        .replaceAll('"', '')
        .replaceAll(/[:,](?=\S)/g, '$& ')
        .replaceAll(/(?<=\{)|(?=\})/g, ' ');
      expect(line.replaceAll("'", '')).toContain(text);
    }
  });
});
