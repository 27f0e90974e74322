import type { Difference } from '../../../test/websocket/conformance/differences/index.ts';

/** Of Bun's own WebSocket. */
export const bun: readonly Difference[] = [
  {
    why: 'it throws errors of the language where the standard has DOMExceptions',
    answers: [
      [/^refuses (the url|a url that ends in)/, 'SyntaxError'],
      [/^protocols: (an empty string|one twice|two in one|with )/, 'SyntaxError'],
      [/^close\(\) with (a reason over 123 bytes|such a reason without a code) in/, ['SyntaxError', true]],
      ['close() with 124 bytes in 42 characters is refused', 'SyntaxError'],
      ['close() with 41 lone surrogates is as long as it may be', ['nothing', 'SyntaxError']],
    ],
  },
  {
    why: 'it lets a client send the codes of a server, and looks at the reason first',
    answers: [
      [/^close\((1001|1011)\) is refused$/, ['nothing', 2]],
      [/^close\(\) with an invalid code in (CONNECTING|OPEN) throws/, ['nothing', false]],
      [/^close\(\) with an invalid code in (CLOSING|CLOSED) throws/, ['nothing', true]],
      [/^close\(\) with an invalid code and such a reason in/, ['SyntaxError', true]],
    ],
  },
  {
    why: 'it takes subprotocols that differ in case for one, and an object for options',
    answers: [
      ['protocols: two that differ in case', 'rejects with SyntaxError'],
      ['protocols: an object that is no sequence', ''],
    ],
  },
  {
    why: 'binary comes as a Buffer, unless told otherwise',
    answers: [
      ['what it starts with', [0, '', '', 0, 'nodebuffer']],
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
    why: 'its error is an ErrorEvent',
    answers: [['error is an Event', ['ErrorEvent', 'error', false, false, false]]],
  },
];
