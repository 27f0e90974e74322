import type { Difference } from './index.ts';

/** Meant so. */
export const dropIn: readonly Difference[] = [
  {
    why: 'what cannot be sent yet waits in the outbox; outbox: false restores the standard',
    answers: [['send() while CONNECTING', ['nothing', 'nothing', 2]]],
  },
  {
    why: 'it is CONNECTING again when it tells of a link that is lost or an attempt that failed, since it retries',
    answers: [
      [
        /^a (server|port) .*: error and close$/,
        [
          ['error', 0],
          ['close', 0],
        ],
      ],
      [
        'the events of a life that the server ends',
        [
          ['open', 1],
          ['close', 0],
        ],
      ],
    ],
  },
  {
    why: 'null offers no subprotocol, as callers of partysocket mean it; nobody has one that is called null',
    answers: [['protocols: null', '']],
  },
  {
    why: 'only a platform can make events that are trusted',
    answers: [['its events are trusted', [false, false]]],
  },
  {
    why: 'nobody enumerates a socket, and 40 bytes in every page are worth more',
    answers: [
      ['every member is enumerable', ['CLOSED', 'CLOSING', 'CONNECTING', 'OPEN']],
      [/ is an accessor of the prototype$/, [true, false, false, true]],
    ],
  },
];

/** Whatever is below it: its events are those of Node's `EventTarget`. */
export const dropInInNode: readonly Difference[] = [
  {
    why: "Node's EventTarget calls a listener that is added behind others during the event",
    answers: [['a listener that is added while an event is under way is not called', ['there', 'added']]],
  },
  {
    why: "Node's EventTarget takes currentTarget away after the first listener",
    answers: [
      [
        'this, target and currentTarget in a handler and in a listener',
        [true, true, true, true, true, false],
      ],
    ],
  },
];

export const dropInOverNode: readonly Difference[] = [
  {
    why: "Node's own takes subprotocols that differ in case for one, and fails the dial",
    answers: [['protocols: two that differ in case', 'close']],
  },
];

export const dropInOverWs: readonly Difference[] = [
  {
    why: 'ws counts what the kernel has not taken, and a short message is gone at once',
    answers: [['bufferedAmount grows at once by bytes of UTF-8', [0, 0]]],
  },
];
