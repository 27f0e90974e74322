import type { ServerHalf } from './dialect.ts';
import { checkedOptions, checkedServerOptions, type PomeloOptions, serverTimes } from './options.ts';
import { serverSession } from './server-session.ts';
import { serverTerms } from './server-terms.ts';
import { serverBytesOf } from './server-writing.ts';

export function serverHalf(given: PomeloOptions): ServerHalf {
  checkedServerOptions(given);
  const options = checkedOptions(given);
  const terms = serverTerms(options);
  const times = serverTimes(options);
  return {
    agreed: terms.agreed,
    beat: times ? { times, serverLife: 'beat' } : {},
    bytesOf: serverBytesOf,
    session: () => serverSession(options, terms),
  };
}
