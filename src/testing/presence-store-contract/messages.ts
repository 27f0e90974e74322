import { ensureSame } from '../contract.ts';
import { presenceStoreCase } from './harness.ts';

export const messageCases = [
  presenceStoreCase('carries messages to the others in the room, whole and in order', async (bench) => {
    const [ann, bob, cyd] = [await bench.join(), await bench.join(), await bench.join()];
    for (const { link } of [ann, bob]) link.subscribe('lobby');
    cyd.link.subscribe('attic');
    await bench.pass(0);
    const texts = Array.from({ length: 100 }, (_, index) => JSON.stringify({ index, text: 'ünï-😀\r\n' }));
    for (const text of texts) ann.link.publish('lobby', text);
    await bench.until(() => bob.messages.length === texts.length);
    await bench.pass(0);
    ensureSame(
      'what is heard',
      [ann.messages, bob.messages, cyd.messages],
      [[], texts.map((text) => ['lobby', text]), []],
    );
  }),

  presenceStoreCase('carries none to who has unsubscribed, and again after that', async (bench) => {
    const [ann, bob] = [await bench.join(), await bench.join()];
    bob.link.unsubscribe('lobby');
    await bench.pass(0);
    for (const isOn of [true, false, true, false]) {
      if (isOn) bob.link.subscribe('lobby');
      else bob.link.unsubscribe('lobby');
    }
    await bench.pass(0);
    ann.link.publish('lobby', '1');
    await bench.pass(0);
    for (const isOn of [true, false, true]) {
      if (isOn) bob.link.subscribe('lobby');
      else bob.link.unsubscribe('lobby');
    }
    await bench.pass(0);
    ann.link.publish('lobby', '2');
    await bench.until(() => bob.messages.length > 0);
    await bench.pass(0);
    ensureSame('what is heard', bob.messages, [['lobby', '2']]);
  }),

  presenceStoreCase('takes rooms as data', async (bench) => {
    const [ann, bob] = [await bench.join(), await bench.join()];
    const rooms = ['__proto__', '*', 'a?c', '[a-z]', 'nodes', 'changes', '', '😀'];
    for (const room of rooms.slice(1)) bob.link.subscribe(room);
    await bench.pass(0);
    for (const room of ['abc', ...rooms]) ann.link.publish(room, JSON.stringify(room));
    await bench.until(() => bob.messages.length >= rooms.length - 1);
    await bench.pass(0);
    ensureSame(
      'what is heard',
      bob.messages,
      rooms.slice(1).map((room) => [room, JSON.stringify(room)]),
    );
  }),
];
