import {
  type Difference,
  differences as ofConformance,
} from '../../../test/websocket/conformance/differences/index.ts';

/** Of the WebSocket of Node 20, where it has to be switched on, and of Node 22. */
export const node22: readonly Difference[] = ofConformance.node;

/** Of the WebSocket of Node 24, whose failed dials end as the standard says. */
export const node24: readonly Difference[] = [
  {
    why: 'close() while CONNECTING has error and close inside the call',
    answers: [['close() while CONNECTING: CLOSING at once, then error and close, never open', 'never']],
  },
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
    why: 'a handler is a listener that is added when it is set',
    answers: [
      ['a handler that is no function keeps the place of one', ['listener', 'handler']],
      ['a handler that replaces one takes its place', ['listener', 'second']],
      ['this, target and currentTarget in a handler and in a listener', [true, true, true]],
      ['a handler that returns false prevents the default of what can be prevented', [true, false]],
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
