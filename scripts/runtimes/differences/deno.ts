import type { Difference } from '../../../test/websocket/conformance/differences/index.ts';

/** Of Deno's own WebSocket. */
export const deno: readonly Difference[] = [
  {
    why: 'a link that is cut and a dial that fails close with code 0',
    answers: [
      ['close() while CONNECTING is 1006, whatever code it has', [0, '', false]],
      ['a link that is cut', [0, '', false]],
      [/^a server that .*: 1006, unclean$/, [0, '', false]],
    ],
  },
  {
    why: 'a message that comes after close() is told',
    answers: [
      [
        'what comes in after close() is not told',
        [
          ['message', 2],
          ['close', 3],
        ],
      ],
    ],
  },
  {
    why: 'a reason without a code is sent as a frame that the server refuses; the standard does not say how it travels alone',
    answers: [["close(undefined, 'reason')", [2, [1_002, '', true]]]],
  },
  {
    why: 'bufferedAmount is what it has not handed to the kernel, and close() makes it 0',
    answers: [
      ['send() when CLOSING or CLOSED sends nothing, and bufferedAmount grows by its bytes', [0, 0, 0, 0, 0]],
    ],
  },
  {
    why: 'url leaves out the user',
    answers: [['url of "ws://user:word@127.0.0.1:1/"', 'ws://127.0.0.1:1/']],
  },
  {
    why: 'it takes subprotocols that differ in case for one, and an object or null for options',
    answers: [
      ['protocols: two that differ in case', 'rejects with SyntaxError'],
      ['protocols: an object that is no sequence', ''],
      ['protocols: null', ''],
    ],
  },
  {
    why: 'the constants of the class are not enumerable, and those of the prototype are accessors',
    answers: [
      ...['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'].flatMap((name, value): Difference['answers'] => [
        [`${name} of the class`, [value, false, false, false]],
        [`${name} of the prototype`, [null, false, true, true]],
      ]),
    ],
  },
  {
    why: 'a handler keeps its place when it is taken away, and what it returns is not looked at',
    answers: [
      ['a handler that was taken away comes back at the end', ['second', 'listener']],
      ['a handler that returns false prevents the default of what can be prevented', [true, false]],
    ],
  },
  {
    why: 'its error is an ErrorEvent, its events are made by scripts, and a message has the url as its origin',
    answers: [
      ['error is an Event', ['ErrorEvent', 'error', false, false, false]],
      ['its events are trusted', [false, false]],
      ['a message has data, origin and the rest of its class', ['x', false, '', null, 0]],
    ],
  },
];
