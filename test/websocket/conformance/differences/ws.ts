import type { Difference } from './index.ts';

/** Of the package `ws`, whose client has the shape of the interface and no Web IDL. */
export const ws: readonly Difference[] = [
  {
    why: 'it throws errors of the language where the standard has DOMExceptions',
    answers: [
      [/^refuses (the url|a url that ends in (#a|\?q#a))/, 'SyntaxError'],
      [/^protocols: (an empty string|one twice|two in one|a symbol|with )/, 'SyntaxError'],
      ['close() with 124 bytes in 42 characters is refused', 'RangeError'],
      [/^close\(.*\) is refused$/, ['TypeError', 1]],
      ['send() while CONNECTING', ['Error', 'Error', 0]],
    ],
  },
  {
    why: 'it does not convert its arguments',
    answers: [
      ['needs a url', 'SyntaxError'],
      ['converts its arguments before it looks at them', 'SyntaxError'],
      [/^protocols: (numbers|null)$/, 'rejects with SyntaxError'],
      [/^protocols: (a set|an object that is no sequence)$/, ''],
      ['send() without an argument', ['Error', 'nothing']],
      ['send() of a symbol', ['Error', 'TypeError']],
      ['send() when CLOSED without an argument', 'nothing'],
      [/^send\(\) of (undefined|null)$/, [true, ['ArrayBuffer', []]]],
      [/^send\(\) of (true|a BigInt|an object)/, 'rejects with TypeError'],
      ['send() of an array', [true, ['ArrayBuffer', [1, 2]]]],
      [
        /^close\((1000, null|999\.5|2999\.5|4999\.4|"3000"|\[object Object\]|4001)\)$/,
        'rejects with TypeError',
      ],
      ['close(3001.5)', [2, [3_001, '', true]]],
    ],
  },
  {
    why: 'it lets a client send the codes of a server',
    answers: [[/^close\((1001|1011)\) is refused$/, ['nothing', 2]]],
  },
  {
    why: 'it looks at code and reason only when it sends them',
    answers: [
      [/^close\(\) with .* in CONNECTING throws/, ['nothing', false]],
      [
        /^close\(\) with (an invalid code|such a reason without a code|a symbol as the reason) in OPEN/,
        ['nothing', false],
      ],
      [
        /^close\(\) with (a reason over 123 bytes|an invalid code and such a reason) in OPEN/,
        ['RangeError', true],
      ],
      [/^close\(\) with .* in (CLOSING|CLOSED) throws/, ['nothing', true]],
      ['close() with 41 lone surrogates is as long as it may be', ['nothing', 'nothing']],
    ],
  },
  {
    why: 'a reason without a code is left out; the standard does not say how it travels alone',
    answers: [["close(undefined, 'reason')", [2, [1_005, '', true]]]],
  },
  {
    why: 'an empty fragment passes',
    answers: [
      ['refuses a url that ends in #', 'nothing'],
      ['dials nothing when it throws', 1],
    ],
  },
  {
    why: 'it is an EventEmitter with addEventListener: no dispatchEvent, no capture, an event object for each listener',
    answers: [
      ['it is an EventTarget', false],
      ['its tag', '[object Object]'],
      [
        /^(a handler (is called|that)|an object as a handler|a listener (that|with)|null is no|stopImm|an event of some)/,
        'rejects with TypeError',
      ],
      [
        'this, target and currentTarget in a handler and in a listener',
        [true, true, false, true, true, false],
      ],
      ['handler and listeners get one event', false],
    ],
  },
  {
    why: 'its methods are not enumerable',
    answers: [
      [
        'every member is enumerable',
        [
          'CLOSED',
          'CLOSING',
          'CONNECTING',
          'OPEN',
          'binaryType',
          'bufferedAmount',
          'extensions',
          'onclose',
          'onerror',
          'onmessage',
          'onopen',
          'protocol',
          'readyState',
          'url',
        ],
      ],
    ],
  },
  {
    why: 'its events are classes of its own, with less in them',
    answers: [
      ['open is an Event', ['Event', 'open', null, null, null]],
      ['error is an Event', ['ErrorEvent', 'error', null, null, null]],
      ['message is a MessageEvent', ['MessageEvent', 'message', null, null, null]],
      ['close is a CloseEvent', ['CloseEvent', 'close', null, null, null]],
      ['a message has data, origin and the rest of its class', 'rejects with TypeError'],
      ['its events are trusted', [null, null]],
    ],
  },
  {
    why: 'binary comes as a Buffer, unless told otherwise',
    answers: [
      [/^what it (starts with)$/, [0, '', '', 0, 'nodebuffer']],
      ['what it has when it is open', [1, 'chat', '', 0, 'nodebuffer']],
      ['binary arrives as a Blob', ['Buffer', [1, 2]]],
      ['binaryType "nodebuffer" is passed over', ['nothing', 'nodebuffer']],
    ],
  },
  {
    why: 'it counts what the kernel has not taken, and a short message is gone at once',
    answers: [['bufferedAmount grows at once by bytes of UTF-8', [0, 0]]],
  },
  {
    why: 'it is CLOSING when it tells of the error',
    answers: [
      [
        /^(a (server|port) .*: error and close|close\(\) in the error and close events does nothing)$/,
        [
          ['error', 2],
          ['close', 3],
        ],
      ],
      [
        'close() while CONNECTING: CLOSING at once, then error and close, never open',
        [
          2,
          [
            ['error', 2],
            ['close', 3],
          ],
        ],
      ],
    ],
  },
  {
    why: 'it tells of messages until the peer has answered its close frame',
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
];
