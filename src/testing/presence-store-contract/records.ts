import { ensureSame } from '../contract.ts';
import { presenceStoreCase, record, type Witness } from './harness.ts';

/** Names that a careless store mixes up, splits, or loses. */
const NAMES = [
  '__proto__',
  'constructor',
  'a',
  'aa',
  'a:b',
  'b:a',
  '1:a',
  'seq',
  ' ',
  '*',
  'ünï-😀',
  '{"a":[1]}',
  'x\r\ny\0z',
];

const hears = (witness: Witness, count: number) => () => witness.said().length === count;

export const recordCases = [
  presenceStoreCase('tells what a node puts to the others, whole, and not to itself', async (bench) => {
    const [ann, bob, cyd] = [await bench.join(), await bench.join(), await bench.join()];
    const said = record('lobby', 'ann', {
      active: false,
      meta: '{"age":7,"of":["a"]}',
      at: 1_700_000_000_001,
    });
    ann.link.put(said);
    await bench.until(() => hears(bob, 1)() && hears(cyd, 1)());
    ensureSame('what the others hear', [bob.said(), cyd.said()], [[said], [said]]);
    await bench.pass(0);
    ensureSame('what it hears of itself', ann.said(), []);
  }),

  presenceStoreCase('tells what is put again, and what is removed', async (bench) => {
    const [ann, bob] = [await bench.join(), await bench.join()];
    ann.link.put(record('lobby', 'ann'));
    ann.link.put(record('lobby', 'amy'));
    await bench.until(hears(bob, 2));
    ann.link.put(record('lobby', 'ann', { active: false }));
    ann.link.remove('lobby', 'amy');
    ann.link.remove('lobby', 'nobody');
    await bench.until(hears(bob, 1));
    await bench.pass(0);
    ensureSame('what is left', bob.said(), [record('lobby', 'ann', { active: false })]);
  }),

  presenceStoreCase('tells a node that comes later what is there', async (bench) => {
    const [ann, amy] = [await bench.join(), await bench.join()];
    ann.link.put(record('lobby', 'ann'));
    ann.link.put(record('attic', 'ann', { active: false }));
    amy.link.put(record('lobby', 'ann', { meta: '"twice"' }));
    ann.link.put(record('lobby', 'gone'));
    ann.link.remove('lobby', 'gone');
    await bench.until(() => hears(ann, 1)() && hears(amy, 2)());
    const bob = await bench.join();
    ensureSame('what is there when it is up', bob.said(), [
      record('attic', 'ann', { active: false }),
      record('lobby', 'ann', { meta: '"twice"' }),
      record('lobby', 'ann'),
    ]);
  }),

  presenceStoreCase('takes names as data', async (bench) => {
    const [ann, bob] = [await bench.join(), await bench.join()];
    const all = NAMES.flatMap((room) => NAMES.map((member) => record(room, member)));
    for (const each of all) ann.link.put(each);
    await bench.until(hears(bob, all.length));
    const kept = all.filter((_, index) => index % 3 === 0);
    for (const each of all) if (!kept.includes(each)) ann.link.remove(each.room, each.member);
    await bench.until(hears(bob, kept.length));
    const late = await bench.join();
    const byName = (list: typeof kept) =>
      list.map(({ room, member }) => JSON.stringify([room, member])).sort();
    ensureSame('what is left', byName([...bob.said()]), byName(kept));
    ensureSame('what is there for a late comer', byName([...late.said()]), byName(kept));
  }),

  presenceStoreCase('keeps the order of many changes', async (bench) => {
    const [ann, bob] = [await bench.join(), await bench.join()];
    for (let turn = 0; turn < 2_000; turn += 1) {
      const member = String(turn % 50);
      if (turn % 7 === 3) ann.link.remove('lobby', member);
      else ann.link.put(record('lobby', member, { at: turn }));
      if (turn % 400 === 0) await bench.pass(0);
    }
    ann.link.put(record('lobby', 'last'));
    await bench.until(() => bob.said().some(({ member }) => member === 'last'));
    const late = await bench.join();
    ensureSame('the end of it, as heard and as found', bob.said(), late.said());
    const ends = Array.from({ length: 50 }, (_, member) => 1_950 + member).filter((turn) => turn % 7 !== 3);
    ensureSame(
      'the last of each',
      bob
        .said()
        .map(({ at }) => at)
        .sort(),
      [0, ...ends],
    );
  }),
];
