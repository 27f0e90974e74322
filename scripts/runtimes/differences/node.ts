import {
  type Difference,
  differences as ofConformance,
} from '../../../test/websocket/conformance/differences/index.ts';
import { undici } from '../../../test/websocket/conformance/differences/node.ts';

/** Of the WebSocket of Node 20, where it has to be switched on, and of Node 22. */
export const node22: readonly Difference[] = ofConformance.node;

/** Of the WebSocket of Node 24, whose failed dials end as the standard says. */
export const node24: readonly Difference[] = [
  {
    why: 'close() while CONNECTING has error and close inside the call',
    answers: [['close() while CONNECTING: CLOSING at once, then error and close, never open', 'never']],
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
  ...undici,
];
