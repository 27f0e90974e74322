import type { ConnectionEvents } from '../../connection-events.ts';
import type { Status } from '../../machines/connection-parts.ts';
import type { Device } from './device.ts';
import type { Invariant } from './invariants.ts';
import type { Limits } from './limits.ts';

type Events = ConnectionEvents<unknown, unknown>;

/** What one client's events may say, and in which order. */
export interface Lifecycle {
  status(event: Events['status']): void;
  open(event: Events['open']): void;
  lost(event: Events['lost']): void;
  retry(event: Events['retry']): void;
  failed(event: Events['failed']): void;
  closed(): void;
  /** The app called `connect()` or `reconnect()`. */
  started(): void;
  /** The app calls `close()`: final when the event at hand is over, for others may be told behind it. */
  closeAsked(): void;
  /** Something came for the app. */
  delivered(what: string): void;
  /** An attempt starts, as number `number` of its row. */
  attempted(number: number): void;
  check(status: Status): void;
}

/** Builds the check of a client's events; `first` is the status in which listening began. */
export function createLifecycle(
  first: Status,
  { retry }: Pick<Limits, 'retry'>,
  device: Pick<Device, 'awake' | 'ticked'>,
  violate: (invariant: Invariant, detail: string) => void,
): Lifecycle {
  const { limit, stableAfter } = retry;
  let told = first;
  let openLink: { readonly link: number; readonly awake: number; readonly ticked: number } | undefined;
  let lastOpened = 0;
  let lastEnded = 0;
  /** A loss after which no word of what is next has come. */
  let loss: Events['lost'] | undefined;
  /** What the count of attempts can be: two values while it is open whether a link was stable. */
  let counts: readonly number[] = [0];
  let mayReset = true;
  let closing: 'no' | 'asked' | 'final' = 'no';

  const ended = (link: number | undefined): void => {
    if (openLink && link !== undefined && link !== openLink.link) {
      violate('link-ends-once', `link ${openLink.link} is open and link ${link} was lost`);
    }
    openLink = undefined;
  };
  const countAfter = ({ wasOpen }: Events['lost']): readonly number[] => {
    if (!wasOpen || !openLink) return counts;
    if (device.awake - openLink.awake > stableAfter + 1) return [0];
    return device.ticked - openLink.ticked < stableAfter - 1 ? counts : [...counts, 0];
  };
  const isFinal = ({ verdict }: Events['lost']) => verdict === 'fatal' || verdict === 'refresh';
  const delivered = (what: string): void => {
    if (closing === 'final') violate('close-is-final', `${what} after close()`);
  };

  return {
    status({ status, previous }) {
      if (previous !== told || status === previous) {
        violate('status-chain', `${previous} → ${status} was told after ${told}`);
      }
      told = status;
      // A loss that goes to backoff is told behind the status, so that one before it has been dealt with.
      loss = undefined;
    },
    open({ link }) {
      delivered('open');
      if (openLink) violate('link-ends-once', `link ${link} opened before link ${openLink.link} had ended`);
      if (link <= lastOpened) violate('link-numbers', `link ${link} opened after link ${lastOpened}`);
      lastOpened = link;
      openLink = { link, awake: device.awake, ticked: device.ticked };
    },
    lost(event) {
      delivered('lost');
      const { link, wasOpen } = event;
      if (link <= lastEnded) violate('link-numbers', `link ${link} was lost after link ${lastEnded}`);
      if (wasOpen !== (openLink !== undefined)) {
        violate(
          'link-ends-once',
          `link ${link} was lost with wasOpen ${wasOpen}; ${openLink ? 'it' : 'none'} was open`,
        );
      }
      counts = countAfter(event);
      lastEnded = link;
      ended(link);
      loss = event;
    },
    retry({ attempt }) {
      delivered('retry');
      if (openLink) violate('retry-follows-loss', `a retry was planned while link ${openLink.link} was open`);
      const expected = loss ? counts.map((count) => count + 1) : counts;
      if (!expected.includes(attempt) && !mayReset) {
        violate('attempt-count', `retry ${attempt} was planned; ${expected.join(' or ')} was due`);
      }
      counts = [attempt];
      loss = undefined;
    },
    failed({ attempt }) {
      if (!loss || (!isFinal(loss) && attempt < limit)) {
        violate('retry-follows-loss', `failed at attempt ${attempt} of ${limit} without a final loss`);
      }
      loss = undefined;
    },
    closed() {
      ended(undefined);
      loss = undefined;
    },
    started() {
      mayReset = true;
      closing = 'no';
    },
    closeAsked() {
      closing = 'asked';
    },
    delivered,
    attempted(number) {
      if (!counts.includes(number) && !(mayReset && number === 0)) {
        violate('attempt-count', `attempt ${number} started; ${counts.join(' or ')} was due`);
      }
      counts = [number];
      mayReset = false;
      loss = undefined;
    },
    check(status) {
      if (closing === 'asked') closing = 'final';
      if (status !== told) violate('status-chain', `status is ${status}; ${told} was told last`);
      const isOpen = status === 'open' || status === 'awaiting-pong';
      if (isOpen !== (openLink !== undefined) && status !== 'closing') {
        violate(
          'link-ends-once',
          `status is ${status} and ${openLink ? `link ${openLink.link}` : 'no link'} is open`,
        );
      }
      if (status === 'backoff' && loss) violate('retry-follows-loss', 'backoff, and no retry was told');
      loss = undefined;
    },
  };
}
