import type { ConnectionEvents } from '../../../src/connection-events.ts';
import type { Status } from '../../../src/machines/connection-parts.ts';
import { lines } from './lines.ts';

export type EventName = keyof ConnectionEvents;

/** What a listener does the next time that it is called. */
export type Reaction = 'throw' | 'close' | 'reconnect';

interface Notice {
  readonly name: EventName;
  readonly line: string;
}

/** The promise about listeners: they hear of a change once it is whole, its status first, in order, whatever they do. */
export interface Notices {
  /** Makes a change; its events are heard when it is done, or behind those that are being heard. */
  change(make: () => void): void;
  /** An event of the change at hand, or a change of its own. */
  say(name: EventName, line: string): void;
  /** An event that is heard at once. */
  tell(name: EventName, line: string): void;
}

export function createNotices(status: () => Status, hear: (name: EventName, line: string) => void): Notices {
  const waiting: Notice[] = [];
  let saying: Notice[] | undefined;
  let isHearing = false;

  const notices: Notices = {
    change(make) {
      const previous = status();
      const said: Notice[] = [];
      saying = said;
      make();
      saying = undefined;
      if (status() !== previous) waiting.push({ name: 'status', line: lines.status(status()) });
      waiting.push(...said);
      if (isHearing) return;
      isHearing = true;
      for (let notice = waiting.shift(); notice; notice = waiting.shift()) hear(notice.name, notice.line);
      isHearing = false;
    },
    say(name, line) {
      if (saying) saying.push({ name, line });
      else notices.change(() => notices.say(name, line));
    },
    tell: hear,
  };
  return notices;
}
