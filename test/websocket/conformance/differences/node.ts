import type { Difference } from './index.ts';

/** Of undici's WebSocket, which is Node's own, whatever the version. */
export const undici: readonly Difference[] = [
  {
    why: 'bufferedAmount is what it has not handed to the kernel, and close() makes it 0',
    answers: [
      ['send() when CLOSING or CLOSED sends nothing, and bufferedAmount grows by its bytes', [0, 0, 0, 0, 0]],
    ],
  },
  {
    why: 'a BigInt is taken for a number, and a code is compared before it is rounded',
    answers: [
      [/^close\(\) with a BigInt as the code in (CLOSED|CLOSING)/, ['nothing', true]],
      [/^close\(\) with a BigInt as the code in (CONNECTING|OPEN)/, ['nothing', false]],
      ['close(2999.4) is refused', ['nothing', 2]],
      ['close(4999.4)', 'rejects with InvalidAccessError'],
    ],
  },
  {
    why: 'a binaryType that is none makes it blob',
    answers: [[/^binaryType .* is passed over$/, ['nothing', 'blob']]],
  },
  {
    why: 'it takes subprotocols that differ in case for one, and an object for options',
    answers: [
      ['protocols: two that differ in case', 'rejects with SyntaxError'],
      ['protocols: an object that is no sequence', ''],
    ],
  },
  {
    why: 'its error is an ErrorEvent, and its events are made by scripts',
    answers: [
      ['error is an Event', ['ErrorEvent', 'error', false, false, false]],
      ['its events are trusted', [false, false]],
    ],
  },
  {
    why: "Node's EventTarget calls a listener that is added behind others during the event",
    answers: [['a listener that is added while an event is under way is not called', ['there', 'added']]],
  },
];

/** Of the WebSocket of Node 22. */
export const node: readonly Difference[] = [
  {
    why: 'a dial that fails has an error and no close, and its readyState stays CONNECTING or CLOSING',
    answers: [
      [/^a (server|port) .*: (error and close|1006, unclean)$/, 'never'],
      [/^close\(\) while CONNECTING/, 'never'],
      ['close() in the error and close events does nothing', 'never'],
    ],
  },
  {
    why: 'a reason without a code is left out; the standard does not say how it travels alone',
    answers: [["close(undefined, 'reason')", [2, [1_005, '', true]]]],
  },
  {
    why: 'a handler is a listener that is added when it is set, and only a function is one',
    answers: [
      ['a handler that is no function keeps the place of one', ['listener', 'handler']],
      ['a handler that replaces one takes its place', ['listener', 'second']],
      ['an object as a handler is kept and not called', [false, 0]],
      ['this, target and currentTarget in a handler and in a listener', [true, true, true]],
      ['a handler that returns false prevents the default of what can be prevented', [true, false]],
    ],
  },
  ...undici,
];
