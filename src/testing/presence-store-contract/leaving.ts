import { ensure, ensureSame } from '../contract.ts';
import { presenceStoreCase, record } from './harness.ts';

export const leavingCases = [
  presenceStoreCase('takes the records of a node that leaves along', async (bench) => {
    const [ann, bob] = [await bench.join(), await bench.join()];
    ann.link.put(record('lobby', 'ann'));
    bob.link.put(record('lobby', 'bob'));
    await bench.until(() => bob.said().length === 1);
    await ann.link.close(0);
    await bench.until(() => bob.said().length === 0);
    const late = await bench.join();
    ensureSame('what is there for a late comer', late.said(), [record('lobby', 'bob')]);
  }),

  presenceStoreCase('tells what was put just before its node left for a while', async (bench) => {
    const [ann, bob] = [await bench.join(), await bench.join()];
    ann.link.put(record('lobby', 'ann'));
    ann.link.put(record('lobby', 'amy'));
    ann.link.remove('lobby', 'ann');
    await ann.link.close(1_000);
    await bench.until(() => bob.said().length === 1);
    ensureSame('what is left', bob.said(), [record('lobby', 'amy')]);
  }),

  presenceStoreCase(
    'keeps the records for as long as a node that leaves asks, then drops them',
    async (bench) => {
      const [ann, bob] = [await bench.join(), await bench.join()];
      ann.link.put(record('lobby', 'ann'));
      await bench.until(() => bob.said().length === 1);
      await ann.link.close(600);
      await bench.pass(300);
      ensureSame('what is there meanwhile', bob.said(), [record('lobby', 'ann')]);
      await bench.until(() => bob.said().length === 0);
    },
  ),

  presenceStoreCase('tells a node that has left nothing more', async (bench) => {
    const [ann, bob] = [await bench.join(), await bench.join()];
    bob.link.subscribe('lobby');
    ann.link.put(record('lobby', 'ann'));
    await bench.until(() => bob.said().length === 1);
    const leaving = bob.link.close(0);
    const before = [...bob.reports];
    ann.link.put(record('lobby', 'amy'));
    ann.link.publish('lobby', '"too late"');
    await leaving;
    await ann.link.close(0);
    await bench.pass(0);
    ensureSame('what it hears', bob.reports, before);
  }),

  presenceStoreCase('leaves once, and takes what comes later in silence', async (bench) => {
    const [ann, bob] = [await bench.join(), await bench.join()];
    bob.link.subscribe('lobby');
    ann.link.put(record('lobby', 'amy'));
    await bench.until(() => bob.said().length === 1);
    await Promise.all([ann.link.close(0), ann.link.close(0)]);
    await bench.until(() => bob.said().length === 0);
    await bench.pass(0);
    const before = [...bob.reports];
    ann.link.put(record('lobby', 'ann'));
    ann.link.publish('lobby', '1');
    ann.link.subscribe('lobby');
    ann.link.remove('lobby', 'amy');
    await bench.pass(0);
    ensureSame('what others hear', bob.reports, before);
  }),

  presenceStoreCase(
    'drops the records of a node that is cut off within the lease, and takes them back',
    async (bench) => {
      const [ann, bob] = [await bench.join(), await bench.join()];
      ann.link.put(record('lobby', 'ann'));
      bob.link.put(record('lobby', 'bob'));
      await bench.until(() => bob.said().length === 1 && ann.said().length === 1);
      // Time enough for it to become one that looks after others.
      await bench.pass(bench.lease ?? 0);
      const cut = Date.now();
      await ann.cutOff();
      await bench.until(() => ann.reports.includes('down') && bob.said().length === 0);
      const took = Date.now() - cut;
      // As much again for a machine that is busy.
      ensure(took < 2 * (bench.lease ?? 0), `the records were there for ${took} ms`);
      ann.link.put(record('lobby', 'amy'));
      ann.link.remove('lobby', 'ann');
      await ann.reunite();
      await bench.until(() => bob.said().length === 1 && ann.reports.at(-1) === 'up');
      ensureSame('what it says after that', bob.said(), [record('lobby', 'amy')]);
      ensureSame('what it knows after that', ann.said(), [record('lobby', 'bob')]);
      ensureSame('its ups and downs', upsAndDowns(ann.reports), ['up', 'down', 'up']);
      ensureSame('those of the other', upsAndDowns(bob.reports), ['up']);
    },
    ({ lease }) => lease !== undefined,
  ),
];

const upsAndDowns = (reports: readonly string[]) => reports.filter((report) => /up|down/.test(report));
